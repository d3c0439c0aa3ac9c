using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>20, as a condition on what happened before what: a PASID is reserved before hardware learns it, its bond exists only after
/// that, and a page request that finds no more than the reservation is not granted.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class ReservedBeforeSet(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    /// <inheritdoc/>
    public override string Name => "20: a number is reserved, then set in hardware, then used";

    /// <inheritdoc/>
    public override bool NeedsOrder => true;

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        for (var index = 0; index < Trace.Events.Count; index++)
        {
            var happened = Trace.Events[index].Event;
            switch (happened.Kind)
            {
                case SvaEventKind.TableSet when happened.Pasid != Pasid.None:
                    RequireBefore(order!, index, happened, SvaEventKind.PasidAlloc);
                    break;
                case SvaEventKind.IoMmAttach:
                    RequireBefore(order!, index, happened, SvaEventKind.TableSet);
                    break;
                case SvaEventKind.PageResponse
                    when happened.Note == nameof(Model.Faults.PageResponseCode.Success) && !HasOverflowed(happened):
                    RequireBefore(order!, index, happened, SvaEventKind.IoMmAlloc);
                    break;
                default:
                    break;
            }
        }
    }

    // An IOMMU with a full queue answers alone, without the kernel; it warns of each answer.
    private bool HasOverflowed(SvaEvent answered) =>
        Events.Any(happened =>
            happened.Kind == SvaEventKind.Warning
            && happened.Object.Kind == ObjectKind.Iommu
            && happened.Subject == answered.Object
            && happened.Pasid == answered.Pasid
        );

    private void RequireBefore(CausalOrder order, int later, in SvaEvent happened, SvaEventKind earlier)
    {
        for (var index = later - 1; index >= 0; index--)
        {
            var before = Trace.Events[index].Event;
            if (
                before.Kind == earlier
                && before.Pasid == happened.Pasid
                && before.Object.Host == happened.Object.Host
                && IsBefore(order, index, later)
            )
            {
                return;
            }
        }

        throw FailAt(later, $"{happened.Kind} of PASID {happened.Pasid} at {happened.Object}, and nothing orders that behind {earlier}");
    }
}
