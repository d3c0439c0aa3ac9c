using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Faults;
using SvaOrleans.Grains.Hardware;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <summary>A PCI function with its driver: bind, unbind and unbind_dev_all are threads that take the one lock for each of their sections, and hold
/// nothing in between.</summary>
/// <remarks>drivers/iommu/iommu-sva.c as of 02/40 to 05/40, its steps in its order.</remarks>
[GrainType("device-2018-v2")]
[Reentrant]
[KeepAlive]
public sealed partial class Device(IEventSink events, TimeProvider time, ModelClock clock) : IopfDevice(events), IDevice2018Grain
{
    private TaskCompletionSource? _hanging;

    /// <inheritdoc/>
    public override ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(base.StateHash);
            hash.Add(_hanging is null);
            return hash.Value;
        }
    }

    private ISvaLockGrain Sva => Kernel.SvaLock(Name.Sibling(ObjectKind.SvaLock, ""));

    /// <summary>Moves the function to a domain, or out of all; its bonds go first.</summary>
    /// <param name="domain">Where to; none for nowhere.</param>
    /// <param name="at">When.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected override async ValueTask<(Errno Error, VirtualTime At)> Move(ObjectName domain, VirtualTime at)
    {
        if (!State.Domain.IsNone)
        {
            var (_, reclaims, unboundAt) = await UnbindEverything(at);
            var left = State.Domain;
            State.Domain = default;
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

    /// <inheritdoc/>
    protected override void Abandon(HostRestartedException over)
    {
        base.Abandon(over);
        _hanging?.TrySetException(over);
    }
}
