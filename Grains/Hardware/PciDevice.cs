using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Grains.Hardware;

/// <summary>A PCI function: its domain, its DMA, its translation cache, its page requests. Binds belong to the kernel generation.</summary>
public abstract partial class PciDevice(IEventSink events) : KernelObject<DeviceState>(events), IWatchedObject
{
    private DeviceSpec? _spec;
    private readonly Turns _moves = new();

    /// <inheritdoc/>
    public virtual ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(StateOrNull?.Hash() ?? 0);
            hash.Add(_moves.Taken);
            hash.Add((ulong)_groups.Count);
            hash.Add((ulong)_groupsOutstanding);
            hash.Add((ulong)_credits.Count);
            hash.Add((ulong)_onTheirWay.Count);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    public override bool IsBusy => base.IsBusy || _groups.Count > 0 || _onTheirWay.Count > 0;

    /// <summary>How the driver and the hardware behave.</summary>
    protected DriverSpec Driver { get; set; } = DriverSpec.Default;

    /// <summary>What it is.</summary>
    protected DeviceSpec Spec => _spec ?? throw new InvalidOperationException($"{Name} was never booted");

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> Configure(ConfigureDevice request)
    {
        var at = Enter(request.Stamp, default);
        _spec = request.Spec;
        Driver = request.Spec.Driver;
        State = new() { Atc = new(Math.Max(1, request.Spec.AtcEntries)) };
        if (!request.Spec.Domain.IsNone)
        {
            var joined = await Join(request.Spec.Domain, at);
            return new(joined.Error, joined.At);
        }

        return new(Errno.None, at);
    }

    /// <inheritdoc/>
    public ValueTask<Done> SetDriver(SetDriverRequest request)
    {
        var at = Enter(request.Stamp, default);
        Driver = request.Driver;
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> Inject(InjectRequest request)
    {
        var at = Enter(request.Stamp, default);
        State.Failures.Arm(request.Point, request.Nth, request.Error);
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> AttachDomain(AttachDomainRequest request) =>
        InTurn(
            request,
            async at =>
            {
                if (Spec.Group is null || Spec.Iommu.IsNone)
                {
                    return new(Errno.ENODEV, at);
                }

                // A function that is in another domain than its boot domain must be detached before it moves again.
                if (!State.Domain.IsNone && State.Domain != Spec.Domain)
                {
                    return new(Errno.EBUSY, at);
                }

                var moved = await Move(request.Domain, at);
                return new(moved.Error, moved.At);
            }
        );

    /// <inheritdoc/>
    public ValueTask<Done> DetachDomain(AttachDomainRequest request) =>
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

    // The group's mutex: moves of a function run in sequence. A move waits for drivers, but holds no lock that they take.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<Done> InTurn(AttachDomainRequest request, Func<VirtualTime, ValueTask<Done>> move)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        using var turn = _moves.Take();
        turn.EndsAt = at;
        at = VirtualTime.Max(at, await Kernel.Await(HardwarePoint.MovesTakeTurns, new ValueTask<VirtualTime>(turn.Before), at));
        turn.EndsAt = at;
        var result = await move(at);
        turn.EndsAt = result.At;
        return result;
    }

    /// <summary>Moves the function to another domain, or out of all: what the generation does with its bindings first.</summary>
    /// <param name="domain">The domain; none for no domain.</param>
    /// <param name="at">The time of the call.</param>
    protected abstract ValueTask<(Errno Error, VirtualTime At)> Move(ObjectName domain, VirtualTime at);

    /// <summary>The function joins a domain: the IOMMU writes its table entry.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected async ValueTask<(Errno Error, VirtualTime At)> Join(ObjectName domain, VirtualTime at)
    {
        var added = await Kernel.Domain(domain).AddDevice(Membership(at));
        if (added.Error.IsSuccess)
        {
            State.Domain = domain;
        }

        return (added.Error, added.At);
    }

    /// <summary>What a domain needs to know of the function.</summary>
    protected DomainDeviceRequest Membership(VirtualTime at) => new(StampAt(at), Name, Spec.Function, Spec.Iommu, Spec.HasAts);
}
