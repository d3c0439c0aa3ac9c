using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Domains;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Lists;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.IoMms;

/// <summary>The io_mm of generation 2018: owns its bonds, its references and the first/last decision.</summary>
/// <remarks>drivers/iommu/iommu-sva.c as of 03/40 and 05/40: io_mm_alloc, io_mm_attach, io_mm_detach_locked, io_mm_release and the notifier
/// callbacks. The grain's key is the mm's name, so an mm cannot have two io_mms.</remarks>
[GrainType("io-mm-2018")]
[KeepAlive]
public partial class IoMm2018(IEventSink events) : KernelObject(events), IIoMmGrain, IWatchedObject, IWaitQueues
{
    private IoMmState _state = new();
    private InjectedFailures _failures = new();
    private readonly SortedDictionary<ulong, TaskCompletionSource<IoMmResult>> _waitQueues = [];
    private HostSettings _settings = HostSettings.Default;

    /// <inheritdoc/>
    public override object StateObject => _state;

    /// <inheritdoc/>
    public virtual ulong Behaviour
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(_state.Hash());
            hash.Add(_failures.Hash());
            hash.Add((ulong)_waitQueues.Count);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Which bonds there are, and who is waited for.</remarks>
    public virtual ulong AtAGlance
    {
        get
        {
            var hash = default(StateHash);
            if (_state.Life != IoMmLife.Free && _state.Bonds.Count > 0)
            {
                hash.Add(_state.Incarnation.Value);
                foreach (var bond in _state.Bonds)
                {
                    hash.Add(bond.Id.Value);
                }
            }

            hash.Add((ulong)_waitQueues.Count);
            foreach (var bond in _waitQueues.Keys)
            {
                hash.Add(bond);
            }

            return hash.Value;
        }
    }

    /// <inheritdoc/>
    public override object Kept => new KeptIoMm(_state, _failures);

    /// <inheritdoc/>
    public override bool IsBusy => _waitQueues.Count > 0;

    /// <summary>Its state.</summary>
    protected IoMmState State => _state;

    /// <summary>The host's figures.</summary>
    protected Latencies Latencies => _settings.Latencies;

    /// <summary>Its address space.</summary>
    protected ObjectName MmName => Name.Sibling(ObjectKind.Mm, Name.Name);

    private NotifierSubscription Subscription(Incarnation incarnation) => new(Name, incarnation);

    /// <inheritdoc/>
    public virtual ValueTask<IoMmResult> Inject(InjectRequest request)
    {
        var at = Pass(request.Stamp, default);
        _failures.Arm(request.Point, request.Nth, request.Error);
        return new(new IoMmResult(Errno.None, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<NumberResult> Number(NumberRequest request) =>
        new(new NumberResult(Errno.None, _state.Pasid, Pass(request.Stamp, default)));

    /// <inheritdoc/>
    public virtual ValueTask<FindIoMmResult> Find(IoMmRequest request)
    {
        var at = Pass(request.Stamp, default);
        var isReady = _state.IsPresent(request.Incarnation) && _state.Life == IoMmLife.Live;
        return new(
            isReady || !Kernel.Keeps(ProtocolPoint.FaultLooksForIoMm)
                ? new FindIoMmResult(Errno.None, MmName, at)
                : new FindIoMmResult(Errno.ESRCH, default, at)
        );
    }

    /// <inheritdoc/>
    public virtual ValueTask<IoMmResult> WhenGone(BondRequest request)
    {
        GlanceOnly();
        var at = Pass(request.Stamp, default);
        if (!_waitQueues.TryGetValue(request.Bond.Value, out var gone))
        {
            if (
                (!_state.IsPresent(request.Incarnation) || _state.Find(request.Bond) is null)
                && Kernel.Keeps(ProtocolPoint.WaiterLooksForBond)
            )
            {
                return new(new IoMmResult(Errno.None, at));
            }

            gone = NewWait<IoMmResult>();
            _waitQueues.Add(request.Bond.Value, gone);
        }

        // Not awaited here: whoever is woken looks at nothing of the io_mm any more.
        return new(gone.Task);
    }

    /// <inheritdoc/>
    public IEnumerable<Holder> HoldersFor(string method, object? argument) =>
        method != nameof(WhenGone) || argument is not BondRequest { Bond: var awaited }
            ? []
            : _state.Find(awaited) switch
            {
                null => [],
                { Life: BondLife.InHandler } handled => [new(handled.Device, nameof(IDeviceGrain.RunMmExit))],
                var drained =>
                [
                    new(drained.Device, nameof(IDeviceGrain.Unbind)),
                    new(drained.Device, nameof(IDeviceGrain.UnbindAll)),
                    new(drained.Device, nameof(IDeviceGrain.Shutdown)),
                ],
            };

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<InvalidateResult> Invalidate(InvalidateRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (!MeetsLiving(request.Incarnation, at, nameof(Invalidate)) && Kernel.Keeps(ProtocolPoint.InvalidateLooksForIoMm))
        {
            return new(Errno.None, default, Finish(at));
        }

        Emit(SvaEventKind.IoMmInvalidate, at, MmName, _state.Pasid, request.Range, value: (long)request.Callback);
        var known = new KeyedList<ObjectName, ObjectName>();
        var domains = new List<ObjectName>();
        var fanOut = 0;
        foreach (var bond in _state.Bonds)
        {
            if (bond.Life == BondLife.Draining && Kernel.Keeps(ProtocolPoint.InvalidateSkipsDetached))
            {
                continue;
            }

            fanOut++;
            Emit(SvaEventKind.DriverMmInvalidate, at, bond.Device, _state.Pasid, request.Range, domain: bond.Domain);
            if (known.TryAdd(bond.Domain, bond.Domain))
            {
                domains.Add(bond.Domain);
            }
        }

        var done = await DomainFanOut.Invalidate(Kernel, domains, fanOut, StampAt(at), _state.Pasid, request.Range);
        return done with { At = Finish(done.At) };
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<IoMmResult> Reclaim(IoMmRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (!_state.Reclaim(request.Incarnation))
        {
            Emit(SvaEventKind.Verdict, at, MmName, note: $"incarnation {request.Incarnation} was reclaimed twice");
            return new(Errno.EINVAL, Finish(at));
        }

        Emit(SvaEventKind.DriverMmFree, at, MmName);
        var dropped = await Kernel.Mm(MmName).Drop(StampAt(at));
        return new(Errno.None, Finish(dropped.At));
    }

    /// <summary>What 05/40 calls io_mm_release: number and subscription go, memory waits for the notifier sections that are open.</summary>
    /// <param name="at">When.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected virtual async ValueTask<PutResult> Release(VirtualTime at)
    {
        var pasid = _state.Pasid;
        var generation = _state.Generation;
        var incarnation = _state.GiveUp();
        Emit(SvaEventKind.IoMmFree, at, MmName, pasid);
        var freed = await Kernel.Await(
            ProtocolPoint.PutWaitsForNumber,
            Kernel.PasidSpace(Name.Sibling(ObjectKind.PasidSpace, "")).Free(new(StampAt(at), pasid, generation)),
            new(Errno.None, at)
        );
        var unsubscribed = await Kernel.Mm(MmName).Unsubscribe(new(StampAt(freed.At), Subscription(incarnation)));
        return new(Errno.None, !unsubscribed.IsDeferred, unsubscribed.At);
    }

    /// <summary>Whether a call meets the io_mm that it is for. A late one is harmless while the memory is kept, and the use-after-free that a
    /// kernel would have suffered after that.</summary>
    /// <param name="incarnation">Which io_mm of the mm, one after the other, is called.</param>
    /// <param name="at">When.</param>
    /// <param name="method">What is called.</param>
    protected bool MeetsLiving(Incarnation incarnation, VirtualTime at, string method)
    {
        if (_state.IsPresent(incarnation))
        {
            return true;
        }

        if (_state.IsReclaimed(incarnation))
        {
            Emit(
                SvaEventKind.Verdict,
                at,
                MmName,
                note: $"use after free: {method} on incarnation {incarnation}, last reclaimed {_state.LastReclaimed}"
            );
        }

        return false;
    }

    /// <summary>Whether a call of one who holds a reference meets a living io_mm; else the reference was worth nothing.</summary>
    /// <param name="incarnation">Which io_mm of the mm, one after the other, is called.</param>
    /// <param name="at">When.</param>
    /// <param name="method">What is called.</param>
    protected bool MeetsHeld(Incarnation incarnation, VirtualTime at, string method)
    {
        if (_state.IsPresent(incarnation))
        {
            return true;
        }

        Emit(SvaEventKind.Verdict, at, MmName, note: $"{method} on incarnation {incarnation}, which went while it was held");
        return false;
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept, HostSettings settings) => ((_state, _failures), this._settings) = ((KeptIoMm)kept, settings);

    /// <inheritdoc/>
    protected override void Abandon(HostRestartedException over)
    {
        foreach (var gone in _waitQueues.Values)
        {
            gone.TrySetException(over);
        }
    }

    private sealed record KeptIoMm(IoMmState State, InjectedFailures Failures);
}
