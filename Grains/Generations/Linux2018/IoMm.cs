using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Hardware;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Lists;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <summary>The io_mm of generation 2018: owns its bonds, its references and the first/last decision.</summary>
/// <remarks>drivers/iommu/iommu-sva.c as of 03/40 and 05/40: io_mm_alloc, io_mm_attach, io_mm_detach_locked, io_mm_release and the notifier
/// callbacks. The grain's key is the mm's name, so an mm cannot have two io_mms.</remarks>
[GrainType("io-mm-2018")]
[KeepAlive]
public sealed partial class IoMm(IEventSink events) : KernelObject<IoMmState>(events, new()), IIoMmGrain, IWatchedObject, IWaitQueues
{
    private InjectedFailures _failures = new();
    private readonly WaitQueues<ulong, Done> _waiters = new();

    /// <inheritdoc/>
    public ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(State.Hash());
            hash.Add(_failures.Hash());
            hash.Add((ulong)_waiters.Count);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Covers which bonds exist, and which of them have waiters.</remarks>
    public ulong PartialHash
    {
        get
        {
            var hash = default(StateHash);
            if (State.Life != IoMmLife.Free && State.Bonds.Count > 0)
            {
                hash.Add(State.Incarnation.Value);
                foreach (var bond in State.Bonds)
                {
                    hash.Add(bond.Id.Value);
                }
            }

            hash.Add((ulong)_waiters.Count);
            foreach (var bond in _waiters.Keys)
            {
                hash.Add(bond);
            }

            return hash.Value;
        }
    }

    /// <inheritdoc/>
    public override object CheckpointState => new KeptIoMm(State, _failures);

    /// <inheritdoc/>
    public override bool IsBusy => _waiters.Count > 0;

    /// <summary>The mm whose pages the devices see.</summary>
    private ObjectName MmName => Name.Sibling(ObjectKind.Mm, Name.Name);

    private NotifierSubscription Subscription(Incarnation incarnation) => new(Name, incarnation);

    /// <inheritdoc/>
    public ValueTask<Done> Inject(InjectRequest request)
    {
        var at = Enter(request.Stamp, default);
        _failures.Arm(request.Point, request.Nth, request.Error);
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<NumberResult> Number(NumberRequest request) =>
        new(new NumberResult(Errno.None, State.Pasid, Enter(request.Stamp, default)));

    /// <inheritdoc/>
    public ValueTask<FindMmResult> Find(FindMmRequest request)
    {
        var at = Enter(request.Stamp, default);
        var isReady = State.Life == IoMmLife.Live && State.Pasid == request.Pasid && State.Lease == request.Lease;
        return new(
            isReady || !Kernel.IsOn(Point.FaultLooksForIoMm)
                ? new FindMmResult(Errno.None, MmName, at)
                : new FindMmResult(Errno.ESRCH, default, at)
        );
    }

    /// <inheritdoc/>
    public ValueTask<Done> WhenGone(BondRequest request)
    {
        ReadsOnlyPartial();
        var at = Enter(request.Stamp, default);
        var isGone = !State.IsPresent(request.Incarnation) || State.Find(request.Bond) is null;
        if (isGone && !_waiters.IsOpen(request.Bond.Value) && Kernel.IsOn(Point.WaiterLooksForBond))
        {
            return new(new Done(Errno.None, at));
        }

        // Not awaited here: a woken waiter reads nothing of the io_mm.
        return new(WaitIn(_waiters, request.Bond.Value));
    }

    /// <inheritdoc/>
    public IEnumerable<Holder> HoldersFor(string method, object? argument) =>
        method != nameof(WhenGone) || argument is not BondRequest { Bond: var awaited }
            ? []
            : State.Find(awaited) switch
            {
                null => [],
                { Life: BondLife.InHandler } handled => [new(handled.Device, nameof(IDevice2018Grain.RunMmExit))],
                var drained =>
                [
                    new(drained.Device, nameof(IDeviceGrain.Unbind)),
                    new(drained.Device, nameof(IDevice2018Grain.UnbindAll)),
                    new(drained.Device, nameof(IDevice2018Grain.Shutdown)),
                ],
            };

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<InvalidateResult> Invalidate(InvalidateRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (!IsLive(request.Incarnation, at, nameof(Invalidate)) && Kernel.IsOn(Point.InvalidateLooksForIoMm))
        {
            return new(Errno.None, default, Leave(at));
        }

        Emit(SvaEventKind.IoMmInvalidate, at, MmName, State.Pasid, request.Range, value: (long)request.Callback);
        var known = new KeyedList<ObjectName, ObjectName>();
        var domains = new List<ObjectName>();
        var fanOut = 0;
        foreach (var bond in State.Bonds)
        {
            if (bond.Life == BondLife.Draining && Kernel.IsOn(Point.InvalidateSkipsDetached))
            {
                continue;
            }

            fanOut++;
            Emit(SvaEventKind.DriverMmInvalidate, at, bond.Device, State.Pasid, request.Range, domain: bond.Domain);
            if (known.TryAdd(bond.Domain, bond.Domain))
            {
                domains.Add(bond.Domain);
            }
        }

        var done = await DomainFanOut.Invalidate(Kernel, domains, fanOut, StampAt(at), State.Pasid, request.Range);
        return done with { At = Leave(done.At) };
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> Free(IoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (!State.Reclaim(request.Incarnation))
        {
            Emit(SvaEventKind.Verdict, at, MmName, note: $"incarnation {request.Incarnation} was reclaimed twice");
            return new(Errno.EINVAL, Leave(at));
        }

        Emit(SvaEventKind.DriverMmFree, at, MmName);
        var dropped = await Kernel.Mm(MmName).Drop(StampAt(at));
        return new(Errno.None, Leave(dropped.At));
    }

    /// <summary>io_mm_release of 05/40: frees the PASID and unregisters the notifier; the memory waits for the open notifier
    /// sections.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<PutResult> Release(VirtualTime at)
    {
        var pasid = State.Pasid;
        var lease = State.Lease;
        var incarnation = State.GiveUp();
        Emit(SvaEventKind.IoMmFree, at, MmName, pasid);
        var freed = await Kernel.Await(
            Point.PutWaitsForNumber,
            Kernel.PasidSpace(Name.Sibling(ObjectKind.PasidSpace, "")).Free(new(StampAt(at), pasid, lease)),
            new(Errno.None, at)
        );
        var unsubscribed = await Kernel.Mm(MmName).Unsubscribe(new(StampAt(freed.At), Subscription(incarnation)));
        return new(Errno.None, !unsubscribed.IsDeferred, unsubscribed.At);
    }

    /// <summary>Whether the io_mm that a call names is the current one. A late call is harmless while the memory is kept, and a use after
    /// free afterwards.</summary>
    /// <param name="incarnation">The serial of the io_mm within its mm.</param>
    /// <param name="at">The time of the call.</param>
    /// <param name="method">The method's name.</param>
    private bool IsLive(Incarnation incarnation, VirtualTime at, string method)
    {
        if (State.IsPresent(incarnation))
        {
            return true;
        }

        if (State.IsReclaimed(incarnation))
        {
            Emit(
                SvaEventKind.Verdict,
                at,
                MmName,
                note: $"use after free: {method} on incarnation {incarnation}, last reclaimed {State.LastReclaimed}"
            );
        }

        return false;
    }

    /// <summary>Whether the io_mm that a caller holds a reference to is alive; if not, a reference count was wrong.</summary>
    /// <param name="incarnation">The serial of the io_mm within its mm.</param>
    /// <param name="at">The time of the call.</param>
    /// <param name="method">The method's name.</param>
    private bool IsHeld(Incarnation incarnation, VirtualTime at, string method)
    {
        if (State.IsPresent(incarnation))
        {
            return true;
        }

        Emit(SvaEventKind.Verdict, at, MmName, note: $"{method} on incarnation {incarnation}, which went while it was held");
        return false;
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept) => (State, _failures) = (KeptIoMm)kept;

    private sealed record KeptIoMm(IoMmState State, InjectedFailures Failures);
}
