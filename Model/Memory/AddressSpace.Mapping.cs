using System.Collections.Immutable;

namespace SvaOrleans.Model.Memory;

// mmap, munmap, mprotect, brk (kernel mm/mmap.c, mm/mprotect.c).
public sealed partial class AddressSpace
{
    /// <summary>mmap with MAP_FIXED: unmaps the range first.</summary>
    /// <param name="range">The pages.</param>
    /// <param name="p">Rights.</param>
    /// <param name="isShared">MAP_SHARED.</param>
    /// <returns>-EINVAL for no pages; -ENOMEM beyond the address space. Invalidates what it replaces, as <see cref="Unmap"/>
    /// does.</returns>
    public MemoryChange Map(PageRange range, Protection p, bool isShared)
    {
        if (range.IsEmpty)
        {
            return MemoryChange.Failed(Errno.EINVAL);
        }

        if (!IsInside(range))
        {
            return MemoryChange.Failed(Errno.ENOMEM);
        }

        var change = Drop(range);
        _vmas.Insert(new(range, p, isShared));
        return change;
    }

    /// <summary>Where mmap without a wished address would put a mapping: the highest hole below the mmap base, else the lowest above
    /// it.</summary>
    /// <param name="count">Pages wanted.</param>
    /// <param name="range">The place, at the hole's upper end.</param>
    /// <returns>False when <paramref name="count"/> is 0 or no hole is large enough.</returns>
    public bool TryFindFree(ulong count, out PageRange range)
    {
        range = default;
        if (count == 0 || count > Layout.End.Value)
        {
            return false;
        }

        // Start at the mapping that holds the base or is the first above it; both only lower the top of the next hole.
        var top = Layout.MmapBase.Value;
        for (
            var i = Math.Min(_vmas.IndexAtOrAfter(Layout.MmapBase), _vmas.Count - 1);
            i >= 0 && top > AddressSpaceLayout.LowestFreePage;
            i--
        )
        {
            var bottom = Math.Max(_vmas[i].Range.End.Value, AddressSpaceLayout.LowestFreePage);
            if (bottom < top && top - bottom >= count)
            {
                range = new(new(top - count), count);
                return true;
            }

            top = Math.Min(top, _vmas[i].Range.First.Value);
        }

        if (top > AddressSpaceLayout.LowestFreePage && top - AddressSpaceLayout.LowestFreePage >= count)
        {
            range = new(new(top - count), count);
            return true;
        }

        return TryFindFreeAboveBase(count, out range);
    }

    /// <summary>munmap.</summary>
    /// <param name="range">The pages; holes are no error.</param>
    /// <returns>-EINVAL for no pages or beyond the address space. Invalidates one range: from the first to the last page that was mapped,
    /// holes between included, resident or not, for the kernel's notifier does not look at page tables either.</returns>
    public MemoryChange Unmap(PageRange range) => range.IsEmpty || !IsInside(range) ? MemoryChange.Failed(Errno.EINVAL) : Drop(range);

    /// <summary>mprotect.</summary>
    /// <param name="range">The pages; none is no error.</param>
    /// <param name="p">The new rights.</param>
    /// <returns>-ENOMEM at the first hole; what lies before it is changed nevertheless. Invalidates, for each mapping whose rights change,
    /// its part of the range, whether rights are gained or lost: the kernel's change_protection does not distinguish. A mapping that
    /// already has the rights is skipped. Gaining the right to write makes no entry writable: the next write faults.</returns>
    public MemoryChange Protect(PageRange range, Protection p)
    {
        var invalidate = ImmutableArray.CreateBuilder<PageRange>();
        var error = Errno.None;
        var position = range.First;
        while (position < range.End)
        {
            if (!_vmas.TryFind(position, out var vma))
            {
                error = Errno.ENOMEM;
                break;
            }

            var part = vma with { Range = vma.Range.Intersect(PageRange.Between(position, range.End)) };
            if (vma.Protection != p)
            {
                _vmas.Carve(part.Range);
                _vmas.Insert(part with { Protection = p });
                if (!p.HasFlag(Protection.Write))
                {
                    _pages.Change(part.Range, pte => pte with { IsWritable = false });
                }

                invalidate.Add(part.Range);
            }

            position = part.Range.End;
        }

        return new(error, invalidate.ToImmutable(), 0);
    }

    /// <summary>Maps the holes of a range, privately: mappings that execve made, or that existed before tracing began.</summary>
    /// <param name="range">The pages.</param>
    /// <param name="p">Rights of what is new.</param>
    /// <returns>-EINVAL for no pages or beyond the address space. Never invalidates.</returns>
    public MemoryChange Adopt(PageRange range, Protection p)
    {
        if (range.IsEmpty || !IsInside(range))
        {
            return MemoryChange.Failed(Errno.EINVAL);
        }

        var position = range.First;
        foreach (var part in _vmas.Parts(range))
        {
            if (position < part.Range.First)
            {
                _vmas.Insert(new(PageRange.Between(position, part.Range.First), p, IsShared: false));
            }

            position = part.Range.End;
        }

        if (position < range.End)
        {
            _vmas.Insert(new(PageRange.Between(position, range.End), p, IsShared: false));
        }

        return MemoryChange.Nothing;
    }

    /// <summary>brk: grows or shrinks the heap.</summary>
    /// <param name="end">The page after the heap's last one.</param>
    /// <returns>-ENOMEM below the heap's start, beyond the address space or when something is mapped in the way. Shrinking invalidates as
    /// <see cref="Unmap"/> does.</returns>
    public MemoryChange SetBrk(PageNumber end)
    {
        if (end < _brkStart || end > Layout.End)
        {
            return MemoryChange.Failed(Errno.ENOMEM);
        }

        var change = MemoryChange.Nothing;
        if (end < Brk)
        {
            change = Drop(PageRange.Between(end, Brk));
        }
        else if (end > Brk)
        {
            var growth = PageRange.Between(Brk, end);
            if (!_vmas.IsFree(growth))
            {
                return MemoryChange.Failed(Errno.ENOMEM);
            }

            _vmas.Insert(new(growth, Protection.Read | Protection.Write, IsShared: false));
        }

        Brk = end;
        return change;
    }

    /// <summary>Says where the heap of this process starts, which execve decides and a trace shows with its first brk.</summary>
    /// <param name="start">The first page of the heap.</param>
    /// <returns>False, and nothing changed, when the heap is not empty.</returns>
    public bool PlaceBrk(PageNumber start)
    {
        if (Brk != _brkStart || start > Layout.End)
        {
            return false;
        }

        Brk = _brkStart = start;
        return true;
    }

    /// <summary>Exit: removes all mappings.</summary>
    /// <returns>Resident pages freed.</returns>
    public ulong Clear()
    {
        _vmas.Clear();
        Brk = _brkStart;
        return _pages.Remove(PageRange.All);
    }

    private MemoryChange Drop(PageRange range)
    {
        var span = _vmas.Carve(range);
        return span.IsEmpty ? MemoryChange.Nothing : new(Errno.None, [span], _pages.Remove(span));
    }

    private bool TryFindFreeAboveBase(ulong count, out PageRange range)
    {
        var bottom = Layout.MmapBase.Value;
        for (var i = _vmas.IndexAtOrAfter(Layout.MmapBase); i < _vmas.Count; i++)
        {
            if (_vmas[i].Range.First.Value > bottom && _vmas[i].Range.First.Value - bottom >= count)
            {
                break;
            }

            bottom = Math.Max(bottom, _vmas[i].Range.End.Value);
        }

        var isRoom = bottom <= Layout.End.Value && Layout.End.Value - bottom >= count;
        range = isRoom ? new(new(bottom), count) : default;
        return isRoom;
    }
}
