namespace SvaOrleans.Model.Memory;

// mremap (kernel mm/mremap.c, as up to 6.16: one mapping at a time).
public sealed partial class AddressSpace
{
    private const RemapOptions KnownRemapOptions = RemapOptions.MayMove | RemapOptions.Fixed | RemapOptions.DontUnmap;

    /// <summary>mremap.</summary>
    /// <param name="old">The pages to move or resize. None with a shared mapping at its first page and <see cref="RemapOptions.MayMove"/>:
    /// a second, empty mapping of the same kind.</param>
    /// <param name="newCount">The new length in pages.</param>
    /// <param name="options">The flags.</param>
    /// <param name="fixedTarget">With <see cref="RemapOptions.Fixed"/> where to move to. Without it, the place that the kernel is known to
    /// have chosen, taken if a move is needed and the place is free.</param>
    /// <param name="moved">Where the pages are afterwards; empty on error.</param>
    /// <returns>-EINVAL for no new length, for flags that do not go together, for overlapping or impossible targets; -EFAULT when the old
    /// range is not in one mapping; -ENOMEM when it cannot grow in place and may not move, or there is no room. Errors change nothing.
    /// Invalidates, in this order: what was mapped at a fixed target, a tail cut off, the old place of moved pages. Moved pages keep their
    /// frames and are not counted as removed.</returns>
    public MemoryChange Remap(PageRange old, ulong newCount, RemapOptions options, PageNumber? fixedTarget, out PageRange moved)
    {
        moved = default;
        var mayMove = options.HasFlag(RemapOptions.MayMove);
        var isFixed = options.HasFlag(RemapOptions.Fixed);
        var keepsOld = options.HasFlag(RemapOptions.DontUnmap);
        if (
            newCount == 0
            || (options & ~KnownRemapOptions) != 0
            || (isFixed && (!mayMove || fixedTarget is null))
            || (keepsOld && (!mayMove || old.Count != newCount))
        )
        {
            return MemoryChange.Failed(Errno.EINVAL);
        }

        if (!_vmas.TryFind(old.First, out var vma))
        {
            return MemoryChange.Failed(Errno.EFAULT);
        }

        if (old.IsEmpty && !(vma.IsShared && mayMove))
        {
            return MemoryChange.Failed(Errno.EINVAL);
        }

        if (isFixed)
        {
            return RemapToFixed(old, newCount, vma, fixedTarget!.Value, keepsOld, out moved);
        }

        if (!keepsOld && newCount <= old.Count)
        {
            // A shrink is a munmap of the tail; like the kernel, it does not ask whether the rest is one mapping.
            moved = old with
            {
                Count = newCount,
            };
            return newCount == old.Count ? MemoryChange.Nothing : Drop(PageRange.Between(moved.End, old.End));
        }

        if (!vma.Range.Contains(old))
        {
            return MemoryChange.Failed(Errno.EFAULT);
        }

        if (!keepsOld && !old.IsEmpty && TryGrowInPlace(old, newCount, vma))
        {
            moved = old with { Count = newCount };
            return MemoryChange.Nothing;
        }

        if (!mayMove || !TryPlace(newCount, fixedTarget, out moved))
        {
            moved = default;
            return MemoryChange.Failed(Errno.ENOMEM);
        }

        return Move(old, moved, vma, keepsOld, [], 0);
    }

    private MemoryChange RemapToFixed(PageRange old, ulong newCount, Vma vma, PageNumber target, bool keepsOld, out PageRange moved)
    {
        moved = default;
        var goal = new PageRange(target, newCount);
        if (!IsInside(goal) || goal.Overlaps(old))
        {
            return MemoryChange.Failed(Errno.EINVAL);
        }

        var kept = old with { Count = Math.Min(old.Count, newCount) };
        if (!vma.Range.Contains(kept))
        {
            return MemoryChange.Failed(Errno.EFAULT);
        }

        List<PageRange> invalidate = [];
        var removed = 0ul;
        Collect(Drop(goal));
        if (kept.Count < old.Count)
        {
            Collect(Drop(PageRange.Between(kept.End, old.End)));
        }

        moved = goal;
        return Move(kept, goal, vma, keepsOld, invalidate, removed);

        void Collect(MemoryChange change)
        {
            invalidate.AddRange(change.Invalidate);
            removed += change.PagesRemoved;
        }
    }

    private bool TryGrowInPlace(PageRange old, ulong newCount, Vma vma)
    {
        var growth = PageRange.Between(old.End, new(old.First.Value + newCount));
        if (!IsInside(growth) || !_vmas.IsFree(growth))
        {
            return false;
        }

        _vmas.Insert(vma with { Range = growth });
        return true;
    }

    private bool TryPlace(ulong count, PageNumber? wish, out PageRange place)
    {
        if (wish is { } first)
        {
            place = new(first, count);
            if (IsInside(place) && _vmas.IsFree(place))
            {
                return true;
            }
        }

        return TryFindFree(count, out place);
    }

    private MemoryChange Move(PageRange old, PageRange goal, Vma vma, bool keepsOld, List<PageRange> invalidate, ulong removed)
    {
        List<(PageNumber Page, Pte Pte)> moving = [.. _pages.In(old)];
        _pages.Remove(old);
        if (!keepsOld)
        {
            _vmas.Carve(old);
        }

        _vmas.Insert(vma with { Range = goal });
        foreach (var (page, pte) in moving)
        {
            _pages.Set(new(goal.First.Value + (page.Value - old.First.Value)), pte);
        }

        if (!old.IsEmpty)
        {
            invalidate.Add(old);
        }

        return new(Errno.None, [.. invalidate], removed);
    }
}
