using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Memory;

/// <content>System calls on the address space. Each changes the page table and reads the subscribers in one turn, invalidates at every
/// device, and frees the pages after that.</content>
public sealed partial class Mm
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<ForkMmResult> Fork(Stamp stamp)
    {
        var at = EnterLocked(stamp, Latencies.Call);
        if (IsGone)
        {
            return new(Errno.ESRCH, null, default, Leave(at));
        }

        var (child, change) = State.Space.Fork();
        var (cost, notifiedAt) = await Told(MmPoint.ForkWaitsForNotifiers, NotifierCallback.InvalidateRange, change.Invalidate, at);
        return new(Errno.None, child, cost, Leave(notifiedAt));
    }

    /// <inheritdoc/>
    public ValueTask<MemoryResult> Mmap(MmapRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return Refuse(Errno.ESRCH, at);
        }

        PageRange range;
        if (request.PageCount == 0)
        {
            return Refuse(Errno.EINVAL, at);
        }

        if (request.Fixed is { } start)
        {
            range = new(start, request.PageCount);
        }
        else if (!State.Space.TryFindFree(request.PageCount, out range))
        {
            return Refuse(Errno.ENOMEM, at);
        }

        return Change(range, State.Space.Map(range, request.Protection, request.IsShared), at);
    }

    /// <inheritdoc/>
    public ValueTask<MemoryResult> Munmap(RangeRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return Refuse(Errno.ESRCH, at);
        }

        return Change(request.Range, State.Space.Unmap(request.Range), at);
    }

    /// <inheritdoc/>
    public ValueTask<MemoryResult> Mprotect(MprotectRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return Refuse(Errno.ESRCH, at);
        }

        return Change(request.Range, State.Space.Protect(request.Range, request.Protection), at);
    }

    /// <inheritdoc/>
    public ValueTask<MemoryResult> Madvise(MadviseRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return Refuse(Errno.ESRCH, at);
        }

        return Change(request.Range, State.Space.Advise(request.Range, request.Advice), at);
    }

    /// <inheritdoc/>
    public ValueTask<MemoryResult> Mremap(MremapRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return Refuse(Errno.ESRCH, at);
        }

        var change = State.Space.Remap(request.Old, request.NewPageCount, request.Options, request.FixedTarget, out var moved);
        return Change(moved, change, at);
    }

    /// <inheritdoc/>
    public ValueTask<MemoryResult> Brk(BrkRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return Refuse(Errno.ESRCH, at);
        }

        var heap = new PageRange(request.End, 0);
        return request.IsStart && State.Space.PlaceBrk(request.End)
            ? Change(heap, MemoryChange.Nothing, at)
            : Change(heap, State.Space.SetBrk(request.End), at);
    }

    /// <inheritdoc/>
    public ValueTask<MemoryResult> Adopt(MprotectRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return Refuse(Errno.ESRCH, at);
        }

        return Change(request.Range, State.Space.Adopt(request.Range, request.Protection), at);
    }

    /// <inheritdoc/>
    public ValueTask<MemoryResult> Reclaim(RangeRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return Refuse(Errno.ESRCH, at);
        }

        return Change(request.Range, State.Space.Reclaim(request.Range), at);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<MemoryResult> ChangePte(RangeRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return await Refuse(Errno.ESRCH, at);
        }

        var cost = default(InvalidationCost);
        var page = request.Range.First;
        for (var done = 0ul; done < request.Range.Count; done++)
        {
            var change = State.Space.ChangePte(page);
            if (!change.Error.IsSuccess)
            {
                return new(change.Error, request.Range, 0, cost, Leave(at));
            }

            (var pageCost, at) = await Told(MmPoint.ChangePteWaitsForNotifiers, NotifierCallback.ChangePte, change.Invalidate, at);
            cost += pageCost;
            page = new(page.Value + 1);
        }

        return new(Errno.None, request.Range, 0, cost, Leave(at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<MemoryResult> Age(RangeRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return await Refuse(Errno.ESRCH, at);
        }

        var (cost, notifiedAt) = await Told(MmPoint.AgeingWaitsForNotifiers, NotifierCallback.ClearFlushYoung, [request.Range], at);
        return new(Errno.None, request.Range, 0, cost, Leave(notifiedAt));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<MemoryResult> Touch(MprotectRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (IsGone)
        {
            return await Refuse(Errno.ESRCH, at);
        }

        var cost = default(InvalidationCost);
        var page = request.Range.First;
        for (var done = 0ul; done < request.Range.Count; done++)
        {
            (var error, var pageCost, at) = await Fault(page, request.Protection, at);
            cost += pageCost;
            if (!error.IsSuccess)
            {
                return new(Errno.EFAULT, request.Range, 0, cost, Leave(at));
            }

            page = new(page.Value + 1);
        }

        return new(Errno.None, request.Range, 0, cost, Leave(at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<HandleFaultResult> HandleFault(HandleFaultRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.PageFault);
        if (State.Users == 0)
        {
            Emit(SvaEventKind.Verdict, at, note: "a fault was handled on an mm without users");
            return new(Errno.EFAULT, default, Leave(at));
        }

        (var error, var cost, at) = await Fault(request.Page, request.Access, at);
        return new(error, cost, Leave(at));
    }

    // The caller of a system call is a user of the mm; a call without users is from a task that was killed meanwhile.
    private bool IsGone => State.Users == 0 && Kernel.IsOn(MmPoint.MemoryCallLooksForUsers);

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, InvalidationCost Cost, VirtualTime At)> Fault(PageNumber page, Protection access, VirtualTime at)
    {
        var outcome = State.Space.Fault(page, access);
        var (cost, notifiedAt) = await Told(MmPoint.CopyWaitsForNotifiers, NotifierCallback.InvalidateRange, outcome.Change.Invalidate, at);
        var error = outcome.Result switch
        {
            FaultResult.Handled => Errno.None,
            FaultResult.NoVma => Errno.EFAULT,
            _ => Errno.EACCES,
        };
        return (error, cost, notifiedAt);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<MemoryResult> Change(PageRange range, MemoryChange change, VirtualTime at)
    {
        (var cost, at) = await Told(MmPoint.PagesWaitForNotifiers, NotifierCallback.InvalidateRange, change.Invalidate, at);
        at += Latencies.PageFree * (long)change.PagesRemoved;
        foreach (var freed in change.PagesRemoved > 0 ? change.Invalidate : [])
        {
            Emit(SvaEventKind.PagesFreed, at, range: freed, value: (long)change.PagesRemoved);
        }

        return new(change.Error, range, change.PagesRemoved, cost, Leave(at));
    }

    private ValueTask<(InvalidationCost Cost, VirtualTime At)> Told(
        ProtocolPoint point,
        NotifierCallback callback,
        ImmutableArray<PageRange> ranges,
        VirtualTime at
    ) => Kernel.Await(point, Notify(callback, ranges, at), (default, at));

    private ValueTask<MemoryResult> Refuse(Errno error, VirtualTime at) => new(new MemoryResult(error, default, 0, default, Leave(at)));
}
