namespace SvaOrleans.Model.Memory;

// madvise, and what the kernel does on its own: reclaim and page merging (kernel mm/madvise.c, mm/vmscan.c, mm/ksm.c).
public sealed partial class AddressSpace
{
    /// <summary>madvise.</summary>
    /// <param name="range">The pages; none is no error.</param>
    /// <param name="advice">The advice.</param>
    /// <returns>-ENOMEM when the range has a hole, after everything else in it was treated; -EINVAL for <see cref="Advice.Free"/> on a
    /// shared mapping and for <see cref="Advice.Remove"/> on a private one, with what lies before it treated. Invalidates each mapping's
    /// part of the range for DontNeed, Free and Remove, resident or not, and the pages dropped for PageOut; nothing for the rest.</returns>
    public MemoryChange Advise(PageRange range, Advice advice)
    {
        if (range.IsEmpty)
        {
            return MemoryChange.Nothing;
        }

        List<PageRange> invalidate = [];
        var removed = 0ul;
        var error = Errno.None;
        var position = range.First;
        foreach (var part in _vmas.Parts(range))
        {
            if (part.Range.First > position)
            {
                error = Errno.ENOMEM;
            }

            position = part.Range.End;
            if ((advice == Advice.Free && part.IsShared) || (advice == Advice.Remove && !part.IsShared))
            {
                return new(Errno.EINVAL, [.. invalidate], removed);
            }

            switch (advice)
            {
                case Advice.DontNeed or Advice.Remove:
                    removed += _pages.Remove(part.Range);
                    invalidate.Add(part.Range);
                    break;
                case Advice.Free:
                    // The pages are freed only under memory pressure, see Reclaim; but the kernel notifies at once.
                    invalidate.Add(part.Range);
                    break;
                case Advice.PageOut:
                    removed += _pages.Remove(part.Range, invalidate);
                    break;
                default:
                    break;
            }
        }

        if (position < range.End)
        {
            error = Errno.ENOMEM;
        }

        return new(error, [.. invalidate], removed);
    }

    /// <summary>Memory pressure drops the resident pages of a range; mappings stay and later faults bring other frames.</summary>
    /// <returns>Never an error. Invalidates the pages dropped; the kernel does it page by page, here neighbours are one range.</returns>
    public MemoryChange Reclaim(PageRange range)
    {
        List<PageRange> runs = [];
        var removed = _pages.Remove(range, runs);
        return new(Errno.None, [.. runs], removed);
    }

    /// <summary>The kernel gives a resident page another frame, as page merging (change_pte) and migration do.</summary>
    /// <returns>-EFAULT when it is not resident. Invalidates the one page. In a private mapping the new frame is read-only and copied on
    /// the next write, as merged pages are; in a shared one the rights stay.</returns>
    public MemoryChange ChangePte(PageNumber page)
    {
        if (!_pages.TryGet(page, out var pte) || !_vmas.TryFind(page, out var vma))
        {
            return MemoryChange.Failed(Errno.EFAULT);
        }

        var frame = NextFrame();
        _pages.Set(page, vma.IsShared ? pte with { Frame = frame } : new(frame, IsWritable: false, IsCopyOnWrite: true));
        return new(Errno.None, [PageRange.One(page)], 0);
    }
}
