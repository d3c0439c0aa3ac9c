using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Memory;

/// <summary>A process address space: its users, its pages, and the subscribers to its notifier.</summary>
/// <remarks>kernel/fork.c (mmget, mmput), mm/mmu_notifier.c, mm/mmap.c. A plain request is the mmap lock held for write.</remarks>
[GrainType("mm")]
[KeepAlive]
public sealed partial class Mm(IEventSink events) : KernelObject<MmState>(events, new()), IMmGrain, IWatchedObject
{
    private readonly Dictionary<NotifierSubscription, int> _deferredBy = [];

    /// <inheritdoc/>
    public override object? StateObject => State.IsCreated ? State : null;

    /// <inheritdoc/>
    public ulong StateHash => State.Hash();

    /// <inheritdoc/>
    public ValueTask<Done> Create(CreateMmRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (State.IsCreated)
        {
            return new(new Done(Errno.EEXIST, Leave(at)));
        }

        State.Create(request.Image is null ? new AddressSpace() : AddressSpace.FromImage(request.Image));
        return new(new Done(Errno.None, Leave(at)));
    }

    /// <inheritdoc/>
    public ValueTask<Done> GetUser(Stamp stamp)
    {
        var at = Enter(stamp, default);
        if (State.TryGetUser())
        {
            return new(new Done(Errno.None, at));
        }

        Emit(SvaEventKind.ContractViolation, at, note: "mmget on an mm without users");
        return new(new Done(Errno.EINVAL, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> TryGetUser(Stamp stamp)
    {
        var at = Enter(stamp, default);
        return new(new Done(State.TryGetUser() ? Errno.None : Errno.ESRCH, at));
    }

    /// <inheritdoc/>
    public ValueTask<PutUserResult> PutUser(Stamp stamp)
    {
        var at = Enter(stamp, default);
        if (State.Users == 0)
        {
            Emit(SvaEventKind.ContractViolation, at, note: "mmput on an mm without users");
            return new(new PutUserResult(Errno.EINVAL, false, [], at));
        }

        if (!State.PutUser())
        {
            return new(new PutUserResult(Errno.None, false, [], at));
        }

        if (Kernel.IsOn(MmPoint.ExitOpensSection))
        {
            State.EnterSection();
        }

        // The snapshot is of this turn: a later subscription finds no user and is refused.
        Emit(SvaEventKind.MmExit, at);
        return new(new PutUserResult(Errno.None, true, [.. State.Subscriptions], at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<FinishExitMmResult> FinishExit(Stamp stamp)
    {
        var at = EnterLocked(stamp, Latencies.Call);
        var pages = State.Space.Clear();
        at += Latencies.PageFree * (long)pages;
        Emit(SvaEventKind.MmExitDone, at, value: (long)pages);
        if (Kernel.IsOn(MmPoint.ExitOpensSection))
        {
            at = await LeaveSection(at);
        }

        DropCount(at);
        return new(Errno.None, pages, Leave(at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> Subscribe(SubscribeRequest request)
    {
        var at = Enter(request.Stamp, default);
        var error = State.Users == 0 && Kernel.IsOn(MmPoint.SubscribeLooksForUsers) ? Errno.EINVAL : Errno.None;
        if (error.IsSuccess)
        {
            State.Subscribe(request.Subscription);
            if (Kernel.IsOn(MmPoint.IoMmHoldsMm))
            {
                State.HoldForSubscriber();
            }
        }

        Emit(SvaEventKind.NotifierRegister, at, request.Subscription.IoMm, error: error);
        return new(new Done(error, at));
    }

    /// <inheritdoc/>
    public ValueTask<UnsubscribeResult> Unsubscribe(SubscribeRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (State.Unsubscribe(request.Subscription))
        {
            Emit(SvaEventKind.NotifierUnregister, at, request.Subscription.IoMm);
            var isDeferred = State.Sections > 0 && Kernel.IsOn(MmPoint.FreeWaitsForSections);
            if (isDeferred)
            {
                State.Defer(request.Subscription);
                _deferredBy[request.Subscription] = request.Stamp.Step;
            }

            return new(new UnsubscribeResult(Errno.None, isDeferred, at));
        }

        Emit(SvaEventKind.Verdict, at, request.Subscription.IoMm, note: "unregistered a notifier that was not registered");
        return new(new UnsubscribeResult(Errno.EINVAL, false, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> Drop(Stamp stamp)
    {
        var at = Enter(stamp, default);
        DropCount(at);
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<WalkResult> Walk(WalkRequest request)
    {
        var at = Enter(request.Stamp, default);
        return new(
            State.Space.TryTranslate(request.Page, out var frame, out var rights)
                ? new WalkResult(rights, frame, at)
                : new WalkResult(Protection.None, default, at)
        );
    }

    private void DropCount(VirtualTime at)
    {
        if (State.Drop())
        {
            Emit(SvaEventKind.MmFree, at);
        }
    }

    /// <summary>Notifies the subscribers of an invalidation. The page-table entries have changed already; on return no device uses the old
    /// ones, so the pages can be freed.</summary>
    /// <param name="callback">Which of the notifier's functions is called.</param>
    /// <param name="ranges">The pages.</param>
    /// <param name="at">The time of the call.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(InvalidationCost Cost, VirtualTime At)> Notify(
        NotifierCallback callback,
        ImmutableArray<PageRange> ranges,
        VirtualTime at
    )
    {
        if (ranges.IsDefaultOrEmpty || State.Subscriptions.Count == 0)
        {
            return (default, at);
        }

        var cost = default(InvalidationCost);
        if (Kernel.IsOn(MmPoint.NotifierOpensSection))
        {
            State.EnterSection();
        }

        var subscriptions = State.Subscriptions.ToArray();
        foreach (var range in ranges)
        {
            foreach (var subscription in subscriptions)
            {
                var done = await Kernel.Notifier(subscription.IoMm).Invalidate(new(StampAt(at), subscription.Incarnation, callback, range));
                at = VirtualTime.Max(at, done.At);
                cost += done.Cost;
            }
        }

        return (cost, Kernel.IsOn(MmPoint.NotifierOpensSection) ? await LeaveSection(at) : at);
    }

    /// <summary>Leaves a notifier section; the last to leave runs the frees that had to wait.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> LeaveSection(VirtualTime at)
    {
        var isLast = State.LeaveSection();
        if (!isLast && Kernel.IsOn(MmPoint.FreeWaitsForLastSection))
        {
            return at;
        }

        foreach (var subscription in State.TakeDeferred())
        {
            // The free belongs to the step that unsubscribed, whichever thread leaves the section last.
            _deferredBy.Remove(subscription, out var step);
            var reclaimed = await Kernel.Await(
                MmPoint.SectionWaitsForFrees,
                Kernel.Notifier(subscription.IoMm).Free(new(StampAt(at, step), subscription.Incarnation)),
                new(Errno.None, at)
            );
            at = VirtualTime.Max(at, reclaimed.At);
        }

        return at;
    }
}
