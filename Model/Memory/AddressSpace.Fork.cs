using System.Collections.Immutable;

namespace SvaOrleans.Model.Memory;

// fork, and writing an address space down (kernel kernel/fork.c dup_mmap, mm/memory.c copy_page_range).
public sealed partial class AddressSpace
{
    /// <summary>Writes everything down.</summary>
    public AddressSpaceImage Image() =>
        new(
            Layout with
            {
                BrkStart = _brkStart,
            },
            Vmas,
            [.. _pages.All.Select(page => new ResidentPage(page.Page, page.Pte))],
            Brk,
            _framesUsed
        );

    /// <summary>Makes an address space from what was written down.</summary>
    /// <param name="image">The image; not checked, see <see cref="Check"/>.</param>
    public static AddressSpace FromImage(AddressSpaceImage image)
    {
        var space = new AddressSpace(image.Layout, new(image.Vmas), new())
        {
            Brk = image.Brk,
            _brkStart = image.Layout.BrkStart,
            _framesUsed = image.FramesUsed,
        };
        foreach (var (page, pte) in image.Pages)
        {
            space._pages.Set(page, pte);
        }

        return space;
    }

    /// <summary>fork without CLONE_VM: every resident page of a private mapping is from now on shared with the child, so it becomes
    /// read-only and copy-on-write on both sides.</summary>
    /// <returns>The child, and the parent's change: it invalidates each private mapping in which a page lost the right to write.</returns>
    public (AddressSpaceImage Child, MemoryChange Change) Fork()
    {
        var invalidate = ImmutableArray.CreateBuilder<PageRange>();
        for (var i = 0; i < _vmas.Count; i++)
        {
            if (_vmas[i].IsShared)
            {
                continue;
            }

            var lostWrite = false;
            _pages.Change(
                _vmas[i].Range,
                pte =>
                {
                    lostWrite |= pte.IsWritable;
                    return pte with { IsWritable = false, IsCopyOnWrite = true };
                }
            );
            if (lostWrite)
            {
                invalidate.Add(_vmas[i].Range);
            }
        }

        return (Image(), new(Errno.None, invalidate.ToImmutable(), 0));
    }
}
