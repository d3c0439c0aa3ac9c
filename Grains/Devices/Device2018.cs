using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Devices;

/// <summary>A PCI function with its driver, of generation 2018.</summary>
/// <remarks>Reentrant: every request to its user face is a kernel thread of its own that holds nothing while it waits; what it reads of the
/// state it reads and marks within one turn. drivers/iommu/iommu-sva.c as of 02/40 to 05/40.</remarks>
[GrainType("device-2018")]
[Reentrant]
[KeepAlive]
public partial class Device2018(IEventSink events, TimeProvider time, ModelClock clock)
    : KernelObject(events),
        IDeviceGrain,
        IWatchedObject,
        IWaitQueues
{
    private DeviceState? _state;
    private DeviceSpec? _spec;
    private DriverSpec _driver = DriverSpec.Default;
    private HostSettings _settings = HostSettings.Default;
    private TaskCompletionSource? _bindsDone;
    private TaskCompletionSource? _hanging;
    private VirtualTime _bindsEndAt;
    private Task<VirtualTime> _lastMove = Task.FromResult(VirtualTime.Zero);
    private int _closers;

    /// <inheritdoc/>
    public override object? StateObject => _state;

    /// <inheritdoc/>
    public virtual ulong Behaviour
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(_state?.Hash() ?? 0);
            hash.Add((ulong)_lastMove.Id);
            hash.Add(_bindsDone is null);
            hash.Add(_hanging is null);
            hash.Add((ulong)_closers);
            hash.Add(_removedQueue is null);
            hash.Add((ulong)_groups.Count);
            hash.Add((ulong)_groupsOutstanding);
            hash.Add((ulong)_creditWaiters.Count);
            hash.Add((ulong)_onTheirWay.Count);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    public override object? Kept => _state is null ? null : new KeptDevice(_state, _driver, _removedQueue);

    /// <inheritdoc/>
    public override bool IsBusy =>
        base.IsBusy || _groups.Count > 0 || _onTheirWay.Count > 0 || _state is { BindsInFlight: > 0 } or { IsClosing: true };

    /// <summary>The host's settings.</summary>
    protected HostSettings Settings => _settings;

    /// <summary>The host's figures.</summary>
    protected Latencies Latencies => _settings.Latencies;

    /// <summary>Its state.</summary>
    protected DeviceState State => _state ?? throw new InvalidOperationException($"{Name} was never booted");

    /// <summary>What it is.</summary>
    protected DeviceSpec Spec => _spec ?? throw new InvalidOperationException($"{Name} was never booted");

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<ConfigureResult> Configure(ConfigureDevice request)
    {
        var at = Pass(request.Stamp, default);
        _settings = request.Settings;
        _spec = request.Spec;
        _driver = _spec.Driver;
        _state = new() { Atc = new(Math.Max(1, _spec.AtcEntries)) };
        if (!_spec.Domain.IsNone)
        {
            var joined = await Join(_spec.Domain, at);
            return new(joined.Error, joined.At);
        }

        return new(Errno.None, at);
    }

    /// <inheritdoc/>
    public virtual ValueTask<ConfigureResult> SetDriver(SetDriverRequest request)
    {
        var at = Pass(request.Stamp, default);
        _driver = request.Driver;
        return new(new ConfigureResult(Errno.None, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<ConfigureResult> Inject(InjectRequest request)
    {
        var at = Pass(request.Stamp, default);
        State.Failures.Arm(request.Point, request.Nth, request.Error);
        return new(new ConfigureResult(Errno.None, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<DeviceInitResult> Init(DeviceInitRequest request)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        var (error, min, max) = Initialise(request, at);
        return new(error.IsSuccess ? new DeviceInitResult(error, min, max, at) : new DeviceInitResult(error, default, default, at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<DeviceShutdownResult> Shutdown(Stamp stamp)
    {
        var at = Pass(stamp, Latencies.Call);
        if (State.Domain.IsNone)
        {
            return new(Errno.ENODEV, 0, at);
        }

        var parameter = State.Parameter;
        if (parameter is not null)
        {
            at = await CloseToBinds(at);
        }

        var (removed, reclaims, unboundAt) = await UnbindEverything(at);
        at = unboundAt;
        if (parameter is not null)
        {
            OpenToBinds();
        }

        // Another shutdown may have been quicker, and an initialisation after it is none of this one's business.
        if (parameter is null || (!ReferenceEquals(State.Parameter, parameter) && Kernel.Keeps(ProtocolPoint.ShutdownLooksAgain)))
        {
            return new(Errno.ENODEV, removed, await Reclaim(reclaims, at));
        }

        var hadFaults = parameter.Features.HasFlag(SvaFeatures.Iopf);
        State.Parameter = null;
        RunDriverShutdown(hadFaults, at);
        UnregisterFaultHandler(hadFaults, at);
        return new(Errno.None, removed, await Reclaim(reclaims, at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<AttachDomainResult> AttachDomain(AttachDomainRequest request) =>
        InTurn(
            request,
            async at =>
            {
                if (Spec.Group is null || Spec.Iommu.IsNone)
                {
                    return new(Errno.ENODEV, at);
                }

                // A function that somebody has moved already stays where it is until it is moved back.
                if (!State.Domain.IsNone && State.Domain != Spec.Domain)
                {
                    return new(Errno.EBUSY, at);
                }

                var moved = await Move(request.Domain, at);
                return new(moved.Error, moved.At);
            }
        );

    /// <inheritdoc/>
    public virtual ValueTask<AttachDomainResult> DetachDomain(AttachDomainRequest request) =>
        InTurn(
            request,
            async at =>
            {
                if (Spec.Group is null || Spec.Iommu.IsNone)
                {
                    return new(Errno.ENODEV, at);
                }

                if (State.Domain.IsNone || State.Domain != request.Domain)
                {
                    return new(Errno.EINVAL, at);
                }

                var moved = await Move(Spec.Domain == request.Domain ? default : Spec.Domain, at);
                return new(moved.Error, moved.At);
            }
        );

    // The group's mutex: moves of a function come one after the other. A mover waits for drivers, but holds nothing that they could need.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<AttachDomainResult> InTurn(AttachDomainRequest request, Func<VirtualTime, ValueTask<AttachDomainResult>> move)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        var before = _lastMove;
        var moved = new TaskCompletionSource<VirtualTime>(TaskCreationOptions.RunContinuationsAsynchronously);
        _lastMove = moved.Task;
        try
        {
            at = VirtualTime.Max(at, await Kernel.Await(ProtocolPoint.MovesTakeTurns, new ValueTask<VirtualTime>(before), at));
            var result = await move(at);
            at = result.At;
            return result;
        }
        finally
        {
            moved.SetResult(at);
        }
    }

    /// <summary>device_init: the checks in the order of the text.</summary>
    /// <param name="request">What the driver asks for.</param>
    /// <param name="at">When.</param>
    protected virtual (Errno Error, Pasid Min, Pasid Max) Initialise(DeviceInitRequest request, VirtualTime at)
    {
        if (State.Domain.IsNone || !Spec.IommuOps.HasFlag(IommuOps.DeviceInit))
        {
            return (Errno.ENODEV, default, default);
        }

        if ((request.Features & ~SvaFeatures.Known) != 0)
        {
            return (Errno.EINVAL, default, default);
        }

        var wantsFaults = request.Features.HasFlag(SvaFeatures.Iopf);
        if (wantsFaults && State.Parameter is { } earlier && earlier.Features.HasFlag(SvaFeatures.Iopf))
        {
            // The fault handler is registered before anything else, and the first initialisation has registered one.
            Emit(SvaEventKind.FaultHandlerRegister, at, Spec.Iommu, error: Errno.EBUSY);
            return (Errno.EBUSY, default, default);
        }

        if (wantsFaults)
        {
            Emit(SvaEventKind.FaultHandlerRegister, at, Spec.Iommu);
        }

        var error = RunDriverInit(request, at);
        if (error.IsSuccess && State.Parameter is not null)
        {
            error = Errno.EEXIST;
        }

        if (!error.IsSuccess)
        {
            UnregisterFaultHandler(wantsFaults, at);
            return (error, default, default);
        }

        if (wantsFaults)
        {
            AddQueue();
        }

        return SetParameter(request);
    }

    /// <summary>The device's fault handler is unregistered, by a device_init that fails or by device_shutdown.</summary>
    /// <param name="isRegistered">Whether the device has one.</param>
    /// <param name="at">When.</param>
    protected virtual void UnregisterFaultHandler(bool isRegistered, VirtualTime at)
    {
        if (isRegistered)
        {
            Emit(SvaEventKind.FaultHandlerUnregister, at, Spec.Iommu);
        }
    }

    /// <summary>device_init from the allocation of its parameter to the IOMMU driver's own operation.</summary>
    /// <param name="request">What the driver asks for.</param>
    /// <param name="at">When.</param>
    protected Errno RunDriverInit(DeviceInitRequest request, VirtualTime at)
    {
        var wantsFaults = request.Features.HasFlag(SvaFeatures.Iopf);
        var error = State.Failures.Pass(FailurePoint.DeviceParameter);
        if (!error.IsSuccess)
        {
            return error;
        }

        Emit(SvaEventKind.DriverDeviceInit, at, Spec.Iommu, value: request.PasidMax.Value, features: request.Features);
        error = State.Failures.Pass(FailurePoint.DriverInit);
        if (!error.IsSuccess)
        {
            return error;
        }

        if (Spec.PasidMax.Value == 0 || (wantsFaults && Spec.PageRequests == 0))
        {
            return Errno.EINVAL;
        }

        if (!wantsFaults)
        {
            return Errno.None;
        }

        // The driver puts the device on its fault queue, which somebody may have done already.
        error = State.Failures.Pass(FailurePoint.FaultQueue);
        return error.IsSuccess && State.Faults is not null ? Errno.EINVAL : error;
    }

    /// <summary>The IOMMU driver's own operation, which takes the device off its fault queue; a driver may lack it.</summary>
    /// <param name="dropsQueue">Whether the device's faults were to be handled.</param>
    /// <param name="at">When.</param>
    protected void RunDriverShutdown(bool dropsQueue, VirtualTime at)
    {
        if (!Spec.IommuOps.HasFlag(IommuOps.DeviceShutdown))
        {
            return;
        }

        Emit(SvaEventKind.DriverDeviceShutdown, at, Spec.Iommu);
        if (dropsQueue && State.Faults is not null)
        {
            DropFaultQueue(at);
        }
    }

    /// <summary>The device is initialised.</summary>
    /// <param name="request">What its driver asked for.</param>
    /// <returns>The range of its PASIDs.</returns>
    /// <remarks>The driver's own operation narrows the range to what device and IOMMU can do; a wish above that is cut without a word, and so is 0
    /// where entry 0 of the table is the private page table's.</remarks>
    protected (Errno Error, Pasid Min, Pasid Max) SetParameter(DeviceInitRequest request)
    {
        var min = Spec.PasidMin > _settings.PasidMin ? Spec.PasidMin : _settings.PasidMin;
        min = min > Pasid.Zero || (min == Pasid.Zero && Spec.IsEntry0Free) ? min : new(1);
        var max = request.PasidMax.Value != 0 && request.PasidMax < Spec.PasidMax ? request.PasidMax : Spec.PasidMax;
        State.Parameter = new(request.Features, min, max);
        return (Errno.None, min, max);
    }

    /// <summary>The device gets a fault queue.</summary>
    protected void AddQueue() => State.Faults = new FaultQueue(_removedQueue);

    /// <summary>No bind may slip in behind the last unbind: new ones are refused, those under way are awaited.</summary>
    /// <param name="at">When.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected virtual async ValueTask<VirtualTime> CloseToBinds(VirtualTime at)
    {
        _closers++;
        State.IsClosing = true;
        if (State.BindsInFlight > 0 && Kernel.Keeps(ProtocolPoint.ShutdownWaitsForBinds))
        {
            _bindsDone ??= NewWait();
            await _bindsDone.Task;
            at = VirtualTime.Max(at, _bindsEndAt);
        }

        return at;
    }

    /// <inheritdoc/>
    public IEnumerable<Holder> HoldersFor(string method, object? argument) =>
        _bindsDone is not null && method is nameof(Shutdown) or nameof(AttachDomain) or nameof(DetachDomain)
            ? [new(Name, nameof(Bind))]
            : [];

    /// <summary>Several may close at once, a shutdown and a move; binds are let in again when the last has ended.</summary>
    protected virtual void OpenToBinds()
    {
        _closers--;
        State.IsClosing = _closers > 0 && Kernel.Keeps(ProtocolPoint.ClosersAreCounted);
    }

    /// <summary>Moves the function to a domain, or out of all; its bonds go first.</summary>
    /// <param name="domain">Where to; none for nowhere.</param>
    /// <param name="at">When.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected virtual async ValueTask<(Errno Error, VirtualTime At)> Move(ObjectName domain, VirtualTime at)
    {
        if (!State.Domain.IsNone)
        {
            // A bond belongs to the domain in which it was made, so none may be made while the function moves.
            at = await CloseToBinds(at);
            var (_, reclaims, unboundAt) = await UnbindEverything(at);
            var left = State.Domain;
            State.Domain = default;
            OpenToBinds();
            var removed = await Kernel.Await(
                ProtocolPoint.MoveLeavesFirst,
                Kernel.Domain(left).RemoveDevice(Membership(unboundAt)),
                new(Errno.None, unboundAt)
            );
            DropTranslations(removed.At);
            at = await Reclaim(reclaims, removed.At);
        }

        return domain.IsNone ? (Errno.None, at) : await Join(domain, at);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, VirtualTime At)> Join(ObjectName domain, VirtualTime at)
    {
        var added = await Kernel.Domain(domain).AddDevice(Membership(at));
        if (added.Error.IsSuccess)
        {
            State.Domain = domain;
        }

        return (added.Error, added.At);
    }

    private DomainDeviceRequest Membership(VirtualTime at) => new(StampAt(at), Name, Spec.Function, Spec.Iommu, Spec.HasAts);

    /// <inheritdoc/>
    protected override void Adopt(object kept, HostSettings settings) =>
        ((_state, _driver, _removedQueue), this._settings) = ((KeptDevice)kept, settings);

    /// <inheritdoc/>
    protected override void Abandon(HostRestartedException over)
    {
        _bindsDone?.TrySetException(over);
        _hanging?.TrySetException(over);
        foreach (var (_, group) in _groups)
        {
            group.Answered.TrySetException(over);
        }

        foreach (var waiter in _creditWaiters)
        {
            waiter.TrySetException(over);
        }
    }

    private sealed record KeptDevice(DeviceState State, DriverSpec Driver, FaultQueue? RemovedQueue);
}
