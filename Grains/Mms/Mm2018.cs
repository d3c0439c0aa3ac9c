using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Mms;

/// <summary>A process address space: its users, its pages, and who subscribes to their changes.</summary>
/// <remarks>kernel/fork.c (mmget, mmput), mm/mmu_notifier.c, mm/mmap.c. A plain request is the mmap lock held for write.</remarks>
[GrainType("mm-2018")]
[KeepAlive]
public partial class Mm2018(IEventSink events) : KernelObject(events), IMmGrain, IWatchedObject
{
    private MmState _state = new();
    private readonly Dictionary<NotifierSubscription, int> _deferredBy = [];
    private HostSettings _settings = HostSettings.Default;

    /// <inheritdoc/>
    public override object? StateObject => _state.IsCreated ? _state : null;

    /// <inheritdoc/>
    public virtual ulong Behaviour => _state.Hash();

    /// <summary>Its state.</summary>
    protected MmState State => _state;

    /// <summary>The host's figures.</summary>
    protected Latencies Latencies => _settings.Latencies;

    /// <inheritdoc/>
    public virtual ValueTask<MmResult> Create(CreateMmRequest request)
    {
        _settings = request.Settings;
        var at = Begin(request.Stamp, Latencies.Call);
        if (_state.IsCreated)
        {
            return new(new MmResult(Errno.EEXIST, Finish(at)));
        }

        _state.Create(request.Image is null ? new AddressSpace() : AddressSpace.FromImage(request.Image));
        return new(new MmResult(Errno.None, Finish(at)));
    }

    /// <inheritdoc/>
    public virtual ValueTask<MmResult> GetUser(Stamp stamp)
    {
        var at = Pass(stamp, default);
        if (_state.TryGetUser())
        {
            return new(new MmResult(Errno.None, at));
        }

        Emit(SvaEventKind.ContractViolation, at, note: "mmget on an mm without users");
        return new(new MmResult(Errno.EINVAL, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<MmResult> TryGetUser(Stamp stamp)
    {
        var at = Pass(stamp, default);
        return new(new MmResult(_state.TryGetUser() ? Errno.None : Errno.ESRCH, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<PutUserResult> PutUser(Stamp stamp)
    {
        var at = Pass(stamp, default);
        if (_state.Users == 0)
        {
            Emit(SvaEventKind.ContractViolation, at, note: "mmput on an mm without users");
            return new(new PutUserResult(Errno.EINVAL, false, [], at));
        }

        if (!_state.PutUser(opensSection: Kernel.Keeps(ProtocolPoint.ExitOpensSection)))
        {
            return new(new PutUserResult(Errno.None, false, [], at));
        }

        // The snapshot is of this very turn: who subscribes later finds no user and is refused.
        Emit(SvaEventKind.MmExit, at);
        return new(new PutUserResult(Errno.None, true, [.. _state.Subscriptions], at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<FinishExitMmResult> FinishExit(Stamp stamp)
    {
        var at = Begin(stamp, Latencies.Call);
        var pages = _state.Space.Clear();
        at += Latencies.PageFree * (long)pages;
        Emit(SvaEventKind.MmExitDone, at, value: (long)pages);
        if (Kernel.Keeps(ProtocolPoint.ExitOpensSection))
        {
            at = await LeaveSection(at);
        }

        DropCount(at);
        return new(Errno.None, pages, Finish(at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<MmResult> Subscribe(SubscribeRequest request)
    {
        var at = Pass(request.Stamp, default);
        var isSubscribed = _state.Subscribe(
            request.Subscription,
            needsUsers: Kernel.Keeps(ProtocolPoint.SubscribeLooksForUsers),
            holds: Kernel.Keeps(ProtocolPoint.IoMmHoldsMm)
        );
        var error = isSubscribed ? Errno.None : Errno.EINVAL;
        Emit(SvaEventKind.NotifierRegister, at, request.Subscription.IoMm, error: error);
        return new(new MmResult(error, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<UnsubscribeResult> Unsubscribe(SubscribeRequest request)
    {
        var at = Pass(request.Stamp, default);
        if (_state.Unsubscribe(request.Subscription, out var isDeferred, defers: Kernel.Keeps(ProtocolPoint.FreeWaitsForSections)))
        {
            Emit(SvaEventKind.NotifierUnregister, at, request.Subscription.IoMm);
            if (isDeferred)
            {
                _deferredBy[request.Subscription] = request.Stamp.Step;
            }

            return new(new UnsubscribeResult(Errno.None, isDeferred, at));
        }

        Emit(SvaEventKind.Verdict, at, request.Subscription.IoMm, note: "unregistered a notifier that was not registered");
        return new(new UnsubscribeResult(Errno.EINVAL, false, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<MmResult> Drop(Stamp stamp)
    {
        var at = Pass(stamp, default);
        DropCount(at);
        return new(new MmResult(Errno.None, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<WalkResult> Walk(WalkRequest request)
    {
        var at = Pass(request.Stamp, default);
        return new(
            _state.Space.TryTranslate(request.Page, out var frame, out var rights)
                ? new WalkResult(rights, frame, at)
                : new WalkResult(Protection.None, default, at)
        );
    }

    private void DropCount(VirtualTime at)
    {
        if (_state.Drop())
        {
            Emit(SvaEventKind.MmFree, at);
        }
    }

    /// <summary>Tells who subscribes of an invalidation. Page-table entries are changed already; on return no device uses what they were, so the
    /// pages may go.</summary>
    /// <param name="callback">Which of the notifier's functions is called.</param>
    /// <param name="ranges">The pages.</param>
    /// <param name="at">When.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected virtual async ValueTask<(InvalidationCost Cost, VirtualTime At)> Notify(
        NotifierCallback callback,
        ImmutableArray<PageRange> ranges,
        VirtualTime at
    )
    {
        if (ranges.IsDefaultOrEmpty || _state.Subscriptions.Count == 0)
        {
            return (default, at);
        }

        var cost = default(InvalidationCost);
        if (Kernel.Keeps(ProtocolPoint.NotifierOpensSection))
        {
            _state.EnterSection();
        }

        var subscriptions = _state.Subscriptions.ToArray();
        foreach (var range in ranges)
        {
            foreach (var subscription in subscriptions)
            {
                var done = await Kernel.KeeperOf(subscription.IoMm).Invalidate(new(StampAt(at), subscription.Incarnation, callback, range));
                at = VirtualTime.Max(at, done.At);
                cost += done.Cost;
            }
        }

        return (cost, Kernel.Keeps(ProtocolPoint.NotifierOpensSection) ? await LeaveSection(at) : at);
    }

    /// <summary>Leaves a notifier section; the last to leave runs the frees that had to wait.</summary>
    /// <param name="at">When.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected virtual async ValueTask<VirtualTime> LeaveSection(VirtualTime at)
    {
        foreach (var subscription in _state.LeaveSection(waitsForLast: Kernel.Keeps(ProtocolPoint.FreeWaitsForLastSection)))
        {
            // The free is the work of the step that unsubscribed, whoever leaves the section last.
            _deferredBy.Remove(subscription, out var step);
            var reclaimed = await Kernel.Await(
                ProtocolPoint.SectionWaitsForFrees,
                Kernel.KeeperOf(subscription.IoMm).Reclaim(new(StampAt(at, step), subscription.Incarnation)),
                new(Errno.None, at)
            );
            at = VirtualTime.Max(at, reclaimed.At);
        }

        return at;
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept, HostSettings settings) => (_state, this._settings) = ((MmState)kept, settings);
}
