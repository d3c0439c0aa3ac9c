using System.Collections.Immutable;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Memory;

/// <summary>A process address space (mm) as far as devices can see it: mappings, resident pages, heap end.</summary>
/// <remarks>
/// Mappings carry no file, so neighbours with equal rights and sharing are always one. Frames are not counted over several address spaces:
/// after a fork both sides copy on their first write, even if the other side has ended by then.
/// </remarks>
public sealed partial class AddressSpace : IModelState<AddressSpace>
{
    private readonly VmaList _vmas;
    private readonly PageTable _pages;
    private PageNumber _brkStart;
    private ulong _framesUsed;

    /// <summary>An empty address space.</summary>
    /// <param name="layout">Its layout; <see cref="AddressSpaceLayout.Default"/> if none is given.</param>
    public AddressSpace(AddressSpaceLayout? layout = null)
        : this(layout ?? AddressSpaceLayout.Default, new(), new())
    {
        Brk = _brkStart = Layout.BrkStart;
    }

    private AddressSpace(AddressSpaceLayout layout, VmaList vmas, PageTable pages)
    {
        Layout = layout;
        this._vmas = vmas;
        this._pages = pages;
    }

    /// <summary>Where things are put.</summary>
    public AddressSpaceLayout Layout { get; private set; }

    /// <summary>The mappings, by address.</summary>
    public ImmutableArray<Vma> Vmas => _vmas.Snapshot;

    /// <summary>How many pages are resident.</summary>
    public ulong ResidentCount => _pages.Count;

    /// <summary>The resident pages, by address.</summary>
    public IEnumerable<(PageNumber Page, Pte Pte)> Resident => _pages.All;

    /// <summary>The page after the heap's last one.</summary>
    public PageNumber Brk { get; private set; }

    /// <summary>How many page table leaves hold the resident pages, 512 entries each.</summary>
    public int PageTableLeafCount => _pages.LeafCount;

    /// <summary>The mapping that holds a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="vma">The mapping.</param>
    public bool TryFindVma(PageNumber page, out Vma vma) => _vmas.TryFind(page, out vma);

    /// <summary>Reads the page table as hardware does.</summary>
    /// <param name="page">The page.</param>
    /// <param name="pte">Its entry.</param>
    /// <returns>False when no access can succeed: the page is not resident, or its mapping has no rights at all (PROT_NONE).</returns>
    public bool TryWalk(PageNumber page, out Pte pte)
    {
        if (_pages.TryGet(page, out pte) && _vmas.TryFind(page, out var vma) && vma.Protection != Protection.None)
        {
            return true;
        }

        pte = default;
        return false;
    }

    /// <summary>Reads the page table as an IOMMU does for a translation request.</summary>
    /// <param name="page">The page.</param>
    /// <param name="frame">The physical page.</param>
    /// <param name="rights">What hardware allows now: read always, write if the entry is writable, execute if the mapping has it.</param>
    /// <returns>False when no access can succeed.</returns>
    public bool TryTranslate(PageNumber page, out FrameNumber frame, out Protection rights)
    {
        if (!TryWalk(page, out var pte) || !_vmas.TryFind(page, out var vma))
        {
            (frame, rights) = (default, Protection.None);
            return false;
        }

        frame = pte.Frame;
        rights = Protection.Read | (pte.IsWritable ? Protection.Write : Protection.None) | (vma.Protection & Protection.Execute);
        return true;
    }

    /// <inheritdoc/>
    public AddressSpace Copy() =>
        new(Layout, _vmas.Copy(), _pages.Copy())
        {
            Brk = Brk,
            _brkStart = _brkStart,
            _framesUsed = _framesUsed,
        };

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add(Layout.End.Value);
        hash.Add(Layout.MmapBase.Value);
        hash.Add(_brkStart.Value);
        hash.Add(Brk.Value);
        hash.Add(_framesUsed);
        hash.Add((ulong)_vmas.Count);
        foreach (var vma in Vmas)
        {
            hash.Add(vma.Range);
            hash.Add((ulong)vma.Protection);
            hash.Add(vma.IsShared);
        }

        hash.Add(_pages.Count);
        foreach (var (page, pte) in _pages.All)
        {
            hash.Add(page.Value);
            hash.Add((pte.Frame.Value << 2) | (pte.IsWritable ? 1ul : 0) | (pte.IsCopyOnWrite ? 2ul : 0));
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        for (var i = 0; i < _vmas.Count; i++)
        {
            var vma = _vmas[i];
            ModelInvariantException.Require(!vma.Range.IsEmpty && IsInside(vma.Range), 0, $"mapping {vma.Range} is empty or out of bounds");
            if (i > 0)
            {
                var before = _vmas[i - 1];
                ModelInvariantException.Require(before.Range.End <= vma.Range.First, 0, $"mappings {before.Range} and {vma.Range} overlap");
                ModelInvariantException.Require(
                    before.Range.End < vma.Range.First || !VmaList.AreAlike(before, vma),
                    0,
                    $"mappings {before.Range} and {vma.Range} should be one"
                );
            }
        }

        _pages.Check();
        HashSet<ulong> frames = [];
        foreach (var (page, pte) in _pages.All)
        {
            ModelInvariantException.Require(_vmas.TryFind(page, out var vma), 14, $"page {page} is resident but not mapped");
            ModelInvariantException.Require(
                pte.Frame.Value is > 0 && pte.Frame.Value <= _framesUsed,
                0,
                $"page {page} has frame {pte.Frame}, never given out"
            );
            ModelInvariantException.Require(frames.Add(pte.Frame.Value), 14, $"frame {pte.Frame} is mapped twice, at {page} too");
            ModelInvariantException.Require(
                !pte.IsWritable || vma.Protection.HasFlag(Protection.Write),
                14,
                $"page {page} is writable in a mapping that is not"
            );
            ModelInvariantException.Require(!(pte.IsWritable && pte.IsCopyOnWrite), 0, $"page {page} is writable before its copy");
            ModelInvariantException.Require(!(pte.IsCopyOnWrite && vma.IsShared), 0, $"page {page} of a shared mapping is copy-on-write");
        }
    }

    private bool IsInside(PageRange range) => range.First <= Layout.End && range.Count <= Layout.End.Value - range.First.Value;

    private FrameNumber NextFrame() => new(++_framesUsed);
}
