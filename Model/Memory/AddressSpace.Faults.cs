namespace SvaOrleans.Model.Memory;

// Page faults (kernel mm/memory.c).
public sealed partial class AddressSpace
{
    /// <summary>A page fault of the CPU or of a device.</summary>
    /// <param name="page">The page.</param>
    /// <param name="access">The rights that the access needs; <see cref="Protection.None"/> asks only that the page be there.</param>
    /// <remarks>
    /// A missing page gets a frame. A read of a private mapping gets it read-only and copy-on-write (the kernel maps its zero page or a
    /// page of the file), so the first write brings another frame. A write to a page that is read-only for another reason only makes it
    /// writable.
    /// </remarks>
    public FaultOutcome Fault(PageNumber page, Protection access)
    {
        if (!_vmas.TryFind(page, out var vma))
        {
            return new(FaultResult.NoVma, default, MemoryChange.Nothing);
        }

        if (vma.Protection == Protection.None || (access & ~vma.Protection) != Protection.None)
        {
            return new(FaultResult.NoRights, default, MemoryChange.Nothing);
        }

        var isWrite = access.HasFlag(Protection.Write);
        if (!_pages.TryGet(page, out var pte))
        {
            pte = NewPte(vma, isWrite);
            _pages.Set(page, pte);
            return new(FaultResult.Handled, pte, MemoryChange.Nothing);
        }

        if (!isWrite || pte.IsWritable)
        {
            return new(FaultResult.Handled, pte, MemoryChange.Nothing);
        }

        var isCopied = pte.IsCopyOnWrite;
        pte = new(isCopied ? NextFrame() : pte.Frame, IsWritable: true, IsCopyOnWrite: false);
        _pages.Set(page, pte);
        return new(FaultResult.Handled, pte, isCopied ? new(Errno.None, [PageRange.One(page)], 0) : MemoryChange.Nothing)
        {
            IsPermissionUpgrade = !isCopied,
        };
    }

    /// <summary>Brings every page of a range in, as MAP_POPULATE does: writable where its mapping is. Costs one step per page.</summary>
    /// <param name="range">The pages; holes and mappings without rights are skipped.</param>
    /// <returns>How many pages became resident.</returns>
    public ulong Populate(PageRange range)
    {
        var before = _pages.Count;
        foreach (var part in _vmas.Parts(range))
        {
            if (part.Protection == Protection.None)
            {
                continue;
            }

            for (var page = part.Range.First; page < part.Range.End; page = new(page.Value + 1))
            {
                if (!_pages.TryGet(page, out _))
                {
                    _pages.Set(page, NewPte(part, part.Protection.HasFlag(Protection.Write)));
                }
            }
        }

        return _pages.Count - before;
    }

    private Pte NewPte(Vma vma, bool isWrite) =>
        vma.IsShared
            ? new(NextFrame(), vma.Protection.HasFlag(Protection.Write), IsCopyOnWrite: false)
            : new(NextFrame(), isWrite, !isWrite);
}
