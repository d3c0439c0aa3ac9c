using SvaOrleans.Model.Memory;

namespace SvaOrleans.Model.Tests.Memory;

/// <summary>The same rules page by page, over a small space: slow, and too plain to be wrong in the same way.</summary>
internal sealed class NaiveAddressSpace
{
    private const int LowestFree = 16;

    private readonly int _limit;
    private readonly int _mmapBase;
    private readonly int _brkStart;
    private ulong _frames;

    public NaiveAddressSpace(int limit, int mmapBase, int brkStart)
    {
        (this._limit, this._mmapBase, this._brkStart) = (limit, mmapBase, brkStart);
        Map = new NaivePage?[limit];
        Brk = brkStart;
    }

    public NaivePage?[] Map { get; }

    public int Brk { get; private set; }

    public sealed record NaivePage(Protection Protection, bool IsShared, Pte? Pte);

    public sealed record Effect(Errno Error, SortedSet<int> Invalidated, ulong Removed)
    {
        public static Effect None => new(Errno.None, [], 0);

        public static Effect Fail(Errno error) => new(error, [], 0);
    }

    public Effect MapFixed(PageRange range, Protection protection, bool isShared)
    {
        if (range.IsEmpty)
        {
            return Effect.Fail(Errno.EINVAL);
        }

        if (!IsInside(range))
        {
            return Effect.Fail(Errno.ENOMEM);
        }

        var effect = Drop(range);
        Put(range, new(protection, isShared, null));
        return effect;
    }

    public Effect Unmap(PageRange range) => range.IsEmpty || !IsInside(range) ? Effect.Fail(Errno.EINVAL) : Drop(range);

    public Effect Protect(PageRange range, Protection protection)
    {
        SortedSet<int> invalidated = [];
        foreach (var page in Numbers(range))
        {
            if (At(page) is not { } mapped)
            {
                return new(Errno.ENOMEM, invalidated, 0);
            }

            if (mapped.Protection != protection)
            {
                invalidated.Add(page);
            }

            var isWritable = mapped.Pte?.IsWritable == true && protection.HasFlag(Protection.Write);
            Map[page] = mapped with { Protection = protection, Pte = mapped.Pte is { } pte ? pte with { IsWritable = isWritable } : null };
        }

        return new(Errno.None, invalidated, 0);
    }

    public Effect Advise(PageRange range, Advice advice)
    {
        SortedSet<int> invalidated = [];
        var removed = 0ul;
        var error = Errno.None;
        foreach (var page in Numbers(range))
        {
            if (At(page) is not { } mapped)
            {
                error = Errno.ENOMEM;
                continue;
            }

            if ((advice == Advice.Free && mapped.IsShared) || (advice == Advice.Remove && !mapped.IsShared))
            {
                return new(Errno.EINVAL, invalidated, removed);
            }

            if (advice is Advice.DontNeed or Advice.Remove or Advice.Free)
            {
                invalidated.Add(page);
            }

            if (advice == Advice.PageOut && mapped.Pte is not null)
            {
                invalidated.Add(page);
            }

            if (advice is Advice.DontNeed or Advice.Remove or Advice.PageOut)
            {
                removed += mapped.Pte is null ? 0ul : 1;
                Map[page] = mapped with { Pte = null };
            }
        }

        return new(error, invalidated, removed);
    }

    public Effect Reclaim(PageRange range)
    {
        SortedSet<int> invalidated = [];
        foreach (var page in Numbers(range).Where(page => At(page)?.Pte is not null))
        {
            invalidated.Add(page);
            Map[page] = Map[page]! with { Pte = null };
        }

        return new(Errno.None, invalidated, (ulong)invalidated.Count);
    }

    public Effect ChangePte(int page)
    {
        if (At(page) is not { Pte: { } pte } mapped)
        {
            return Effect.Fail(Errno.EFAULT);
        }

        Map[page] = mapped with { Pte = mapped.IsShared ? pte with { Frame = new(++_frames) } : new(new(++_frames), false, true) };
        return new(Errno.None, [page], 0);
    }

    public Effect Adopt(PageRange range, Protection protection)
    {
        if (range.IsEmpty || !IsInside(range))
        {
            return Effect.Fail(Errno.EINVAL);
        }

        foreach (var page in Numbers(range))
        {
            Map[page] ??= new(protection, false, null);
        }

        return Effect.None;
    }

    public Effect SetBrk(int end)
    {
        if (end < _brkStart || end > _limit)
        {
            return Effect.Fail(Errno.ENOMEM);
        }

        var effect = Effect.None;
        if (end < Brk)
        {
            effect = Drop(Between(end, Brk));
        }
        else
        {
            if (Numbers(Between(Brk, end)).Any(page => Map[page] is not null))
            {
                return Effect.Fail(Errno.ENOMEM);
            }

            Put(Between(Brk, end), new(Protection.Read | Protection.Write, false, null));
        }

        Brk = end;
        return effect;
    }

    public int? FindFree(int count)
    {
        bool IsFree(int start) => Enumerable.Range(start, count).All(page => Map[page] is null);
        for (var start = _mmapBase - count; start >= LowestFree; start--)
        {
            if (IsFree(start))
            {
                return start;
            }
        }

        for (var start = _mmapBase; start + count <= _limit; start++)
        {
            if (IsFree(start))
            {
                return start;
            }
        }

        return null;
    }

    public Effect Remap(PageRange old, int newCount, RemapOptions options, int? target, out PageRange moved)
    {
        moved = default;
        var mayMove = options.HasFlag(RemapOptions.MayMove);
        var isFixed = options.HasFlag(RemapOptions.Fixed);
        var keepsOld = options.HasFlag(RemapOptions.DontUnmap);
        if (newCount == 0 || (isFixed && !mayMove) || (isFixed && target is null) || (keepsOld && (!mayMove || (int)old.Count != newCount)))
        {
            return Effect.Fail(Errno.EINVAL);
        }

        if (At((int)old.First.Value) is not { } first)
        {
            return Effect.Fail(Errno.EFAULT);
        }

        if (old.IsEmpty && (!first.IsShared || !mayMove))
        {
            return Effect.Fail(Errno.EINVAL);
        }

        bool IsOneMapping(PageRange range) =>
            Numbers(range)
                .All(page => At(page) is { } mapped && mapped.Protection == first.Protection && mapped.IsShared == first.IsShared);

        var start = (int)old.First.Value;
        var oldCount = (int)old.Count;
        if (isFixed)
        {
            var goal = new PageRange(new((ulong)target!.Value), (ulong)newCount);
            if (!IsInside(goal) || goal.Overlaps(old))
            {
                return Effect.Fail(Errno.EINVAL);
            }

            var kept = old with { Count = (ulong)Math.Min(oldCount, newCount) };
            if (!IsOneMapping(kept))
            {
                return Effect.Fail(Errno.EFAULT);
            }

            var effect = Join(Drop(goal), Drop(Between((int)kept.End.Value, (int)old.End.Value)));
            moved = goal;
            return Join(effect, Move(kept, goal, first, keepsOld));
        }

        if (!keepsOld && newCount <= oldCount)
        {
            moved = old with { Count = (ulong)newCount };
            return Drop(Between(start + newCount, start + oldCount));
        }

        if (!IsOneMapping(old))
        {
            return Effect.Fail(Errno.EFAULT);
        }

        var growth = Between(start + oldCount, Math.Max(start + newCount, start + oldCount));
        if (!keepsOld && !old.IsEmpty && IsInside(growth) && Numbers(growth).All(page => Map[page] is null))
        {
            Put(growth, first with { Pte = null });
            moved = old with { Count = (ulong)newCount };
            return Effect.None;
        }

        if (!mayMove)
        {
            return Effect.Fail(Errno.ENOMEM);
        }

        var place = FindFree(newCount);
        if (
            target is { } wish
            && IsInside(new(new((ulong)wish), (ulong)newCount))
            && Enumerable.Range(wish, newCount).All(page => Map[page] is null)
        )
        {
            place = wish;
        }

        if (place is not { } found)
        {
            return Effect.Fail(Errno.ENOMEM);
        }

        moved = new(new((ulong)found), (ulong)newCount);
        return Move(old, moved, first, keepsOld);
    }

    public (FaultResult Result, Pte Pte, bool IsCopied) Fault(int page, Protection access)
    {
        if (At(page) is not { } mapped)
        {
            return (FaultResult.NoVma, default, false);
        }

        if (mapped.Protection == Protection.None || (access & mapped.Protection) != access)
        {
            return (FaultResult.NoRights, default, false);
        }

        var isWrite = access.HasFlag(Protection.Write);
        var isCopied = false;
        Pte pte;
        if (mapped.Pte is not { } old)
        {
            pte = mapped.IsShared
                ? new(new(++_frames), mapped.Protection.HasFlag(Protection.Write), false)
                : new(new(++_frames), isWrite, !isWrite);
        }
        else if (isWrite && !old.IsWritable)
        {
            isCopied = old.IsCopyOnWrite;
            pte = new(isCopied ? new(++_frames) : old.Frame, true, false);
        }
        else
        {
            pte = old;
        }

        Map[page] = mapped with { Pte = pte };
        return (FaultResult.Handled, pte, isCopied);
    }

    public SortedSet<int> Fork()
    {
        SortedSet<int> lost = [];
        for (var page = 0; page < _limit; page++)
        {
            if (Map[page] is { IsShared: false, Pte: { } pte } mapped)
            {
                if (pte.IsWritable)
                {
                    lost.Add(page);
                }

                Map[page] = mapped with { Pte = pte with { IsWritable = false, IsCopyOnWrite = true } };
            }
        }

        return lost;
    }

    private static Effect Join(Effect left, Effect right) =>
        new(right.Error, [.. left.Invalidated, .. right.Invalidated], left.Removed + right.Removed);

    private static PageRange Between(int first, int end) => PageRange.Between(new((ulong)first), new((ulong)end));

    private static IEnumerable<int> Numbers(PageRange range) => Enumerable.Range((int)range.First.Value, (int)range.Count);

    private bool IsInside(PageRange range) => range.End.Value <= (ulong)_limit;

    private NaivePage? At(int page) => page < _limit ? Map[page] : null;

    private void Put(PageRange range, NaivePage page)
    {
        foreach (var number in Numbers(range))
        {
            Map[number] = page;
        }
    }

    private Effect Drop(PageRange range)
    {
        var mapped = Numbers(range).Where(page => At(page) is not null).ToList();
        if (mapped.Count == 0)
        {
            return Effect.None;
        }

        var removed = (ulong)mapped.Count(page => Map[page]!.Pte is not null);
        mapped.ForEach(page => Map[page] = null);
        return new(Errno.None, [.. Enumerable.Range(mapped[0], mapped[^1] - mapped[0] + 1)], removed);
    }

    private Effect Move(PageRange old, PageRange goal, NaivePage kind, bool keepsOld)
    {
        var ptes = Numbers(old).Select(page => Map[page]!.Pte).ToList();
        foreach (var page in Numbers(old))
        {
            Map[page] = keepsOld ? Map[page]! with { Pte = null } : null;
        }

        Put(goal, kind with { Pte = null });
        for (var i = 0; i < ptes.Count; i++)
        {
            var page = (int)goal.First.Value + i;
            Map[page] = Map[page]! with { Pte = ptes[i] };
        }

        return new(Errno.None, [.. Numbers(old)], 0);
    }
}
