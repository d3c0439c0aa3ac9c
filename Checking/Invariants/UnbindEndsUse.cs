using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>22, 28: when an unbind that had to wait returns, no mm_exit of its bond runs or will run; and the number is free, if it went
/// with that bond.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class UnbindEndsUse(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    /// <inheritdoc/>
    public override string Name => "22, 28: no mm_exit runs when an unbind has returned";

    /// <inheritdoc/>
    public override bool NeedsOrder => true;

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        for (var index = 0; index < Trace.Events.Count; index++)
        {
            if (Trace.Events[index].Event is { Kind: SvaEventKind.UnbindResumes } resumed && order!.PlaceOf(Trace.Events[index].Step) >= 0)
            {
                Check(order, index, resumed);
            }
        }
    }

    private void Check(CausalOrder order, int resumedAt, in SvaEvent resumed)
    {
        var (device, ioMm, pasid) = (resumed.Object, resumed.Subject, resumed.Pasid);
        var waited = LastBefore(
            resumedAt,
            happened => happened.Kind == SvaEventKind.UnbindWaits && happened.Object == device && happened.Pasid == pasid
        );
        var attached = LastBefore(
            waited,
            happened => happened.Kind == SvaEventKind.IoMmAttach && happened.Object.Name == ioMm.Name && happened.Subject == device
        );
        for (var index = attached + 1; index < Trace.Events.Count; index++)
        {
            var happened = Trace.Events[index].Event;
            if (happened.Kind == SvaEventKind.IoMmAttach && happened.Object.Name == ioMm.Name && happened.Subject == device)
            {
                break; // the next bond
            }

            var isOfBond = happened.Kind switch
            {
                SvaEventKind.DriverMmExit or SvaEventKind.DriverMmExitDone => happened.Object == device
                    && happened.Subject.Name == ioMm.Name,
                _ => false,
            };
            if (isOfBond && !IsBefore(order, index, resumedAt))
            {
                throw FailAt(
                    Math.Max(resumedAt, index),
                    $"an unbind of {device} from {ioMm} returned, and nothing orders {happened.Kind} at {happened.Object} before that"
                );
            }
        }

        CheckNumber(order, resumedAt, attached, device, ioMm, pasid);
    }

    // An io_mm that has had one bond and was never released gives its number back with that bond.
    private void CheckNumber(CausalOrder order, int resumedAt, int attachedAt, ObjectName device, ObjectName ioMm, Pasid pasid)
    {
        var bonds = 0;
        for (
            var index = LastBefore(attachedAt, happened => happened.Kind == SvaEventKind.IoMmAlloc && happened.Object == ioMm);
            index >= 0 && index < Trace.Events.Count;
            index++
        )
        {
            var happened = Trace.Events[index].Event;
            bonds += happened.Kind == SvaEventKind.IoMmAttach && happened.Object == ioMm ? 1 : 0;
            if (bonds > 1 || (happened.Kind == SvaEventKind.IoMmExit && happened.Object == ioMm))
            {
                return;
            }

            if (happened.Kind == SvaEventKind.PasidFree && happened.Pasid == pasid && happened.Object.Host == ioMm.Host)
            {
                Reading = Math.Max(resumedAt, index);
                Require(
                    IsBefore(order, index, resumedAt),
                    $"an unbind of {device} from {ioMm} returned, and nothing orders the free of PASID {pasid} before that"
                );
                Reading = -1;
                return;
            }
        }
    }

    private int LastBefore(int end, Predicate<SvaEvent> isIt)
    {
        var index = end - 1;
        while (index >= 0 && !isIt(Trace.Events[index].Event))
        {
            index--;
        }

        return index;
    }
}
