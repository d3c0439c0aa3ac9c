using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Faults;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <summary>A PCI function with its driver.</summary>
/// <remarks>Reentrant: every request of its driver is a kernel thread of its own that holds no lock while it waits; it reads and marks the
/// state within one turn. drivers/iommu/iommu-sva.c as of 02/40 to 05/40.</remarks>
[GrainType("device-2018")]
[Reentrant]
[KeepAlive]
public sealed partial class Device(IEventSink events, TimeProvider time, ModelClock clock)
    : IopfDevice(events),
        IDevice2018Grain,
        IWaitQueues
{
    private readonly WaitQueue<VirtualTime> _closings = new();
    private readonly WaitQueue<bool> _hanging = new();
    private VirtualTime _bindsEndAt;
    private int _closers;

    /// <inheritdoc/>
    public override ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(base.StateHash);
            hash.Add(_closings.Count == 0);
            hash.Add(_hanging.Count == 0);
            hash.Add((ulong)_closers);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    public override bool IsBusy => base.IsBusy || StateOrNull is { BindsInFlight: > 0 } or { IsClosing: true };

    /// <inheritdoc/>
    public IEnumerable<Holder> HoldersFor(string method, object? argument) =>
        _closings.Count > 0 && method is nameof(Shutdown) or nameof(AttachDomain) or nameof(DetachDomain) ? [new(Name, nameof(Bind))] : [];

    /// <summary>Moves the function to a domain, or out of all domains; unbinds its bonds first.</summary>
    /// <param name="domain">The new domain; none to leave all.</param>
    /// <param name="at">The time of the call.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected override async ValueTask<(Errno Error, VirtualTime At)> Move(ObjectName domain, VirtualTime at)
    {
        if (!State.Domain.IsNone)
        {
            // A bond belongs to the domain in which it was made, so binds are refused while the function moves.
            at = await CloseToBinds(at);
            var (_, reclaims, unboundAt) = await UnbindEverything(at);
            var left = State.Domain;
            State.Domain = default;
            OpenToBinds();
            var removed = await Kernel.Await(
                Point.MoveLeavesFirst,
                Kernel.Domain(left).RemoveDevice(Membership(unboundAt)),
                new(Errno.None, unboundAt)
            );
            DropTranslations(removed.At);
            at = await Reclaim(reclaims, removed.At);
        }

        return domain.IsNone ? (Errno.None, at) : await Join(domain, at);
    }

    /// <summary>No bind may follow the last unbind: new binds are refused, binds under way are awaited.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> CloseToBinds(VirtualTime at)
    {
        _closers++;
        State.IsClosing = true;
        if (State.BindsInFlight > 0 && Kernel.IsOn(Point.ShutdownWaitsForBinds))
        {
            at = VirtualTime.Max(at, await WaitIn(_closings));
        }

        return at;
    }

    /// <summary>A shutdown and a move may close the device at the same time; the last to end re-enables binds.</summary>
    private void OpenToBinds()
    {
        _closers--;
        State.IsClosing = _closers > 0 && Kernel.IsOn(Point.ClosersAreCounted);
    }
}
