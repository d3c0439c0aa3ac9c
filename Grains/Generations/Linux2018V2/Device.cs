using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Faults;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Generations.Linux2018V2;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <summary>A PCI function with its driver: bind, unbind and unbind_dev_all are threads that take the one lock for each of their sections
/// and hold no lock in between.</summary>
/// <remarks>drivers/iommu/iommu-sva.c as of 02/40 to 05/40, its steps in its order.</remarks>
[GrainType("device-2018-v2")]
[Reentrant]
[KeepAlive]
public sealed partial class Device(IEventSink events, TimeProvider time, ModelClock clock) : IopfDevice(events), IDevice2018Grain
{
    private readonly WaitQueue<bool> _hanging = new();

    /// <inheritdoc/>
    public override ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(base.StateHash);
            hash.Add(_hanging.Count == 0);
            return hash.Value;
        }
    }

    private ISvaLockGrain Sva => Kernel.SvaLock(Name.Sibling(ObjectKind.SvaLock, ""));

    /// <summary>Moves the function to a domain, or out of all domains; unbinds its bonds first.</summary>
    /// <param name="domain">The new domain; none to leave all.</param>
    /// <param name="at">The time of the call.</param>
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
}
