using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>1, 28, as conditions on what happened before what: whatever the order of steps that have nothing to do with each other, a PASID
/// is freed after its table entries were cleared, its commands synchronised and its mm_exits done.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class FreedAfterUse(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    /// <inheritdoc/>
    public override string Name => "1, 28: a number is freed after its last use";

    /// <inheritdoc/>
    public override bool NeedsOrder => true;

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        var events = Trace.Events;
        for (var index = 0; index < events.Count; index++)
        {
            var happened = events[index].Event;
            if (happened.Kind == SvaEventKind.PasidFree)
            {
                CheckNumber(order!, index, happened);
            }
        }
    }

    // From the allocation of the number to its free: every use must be over before, in every order.
    private void CheckNumber(CausalOrder order, int freed, in SvaEvent free)
    {
        var events = Trace.Events;
        var from = freed;
        while (
            from > 0
            && !(events[from].Event is { Kind: SvaEventKind.PasidAlloc } alloc && alloc.Pasid == free.Pasid && alloc.Object == free.Object)
        )
        {
            from--;
        }

        for (var index = from; index < events.Count; index++)
        {
            var used = events[index].Event;
            if (index > freed && used.Kind == SvaEventKind.PasidAlloc && used.Pasid == free.Pasid && used.Object == free.Object)
            {
                break;
            }

            if (
                used.Pasid == free.Pasid
                && used.Object.Host == free.Object.Host
                && IsUse(used.Kind)
                && index != freed
                && !IsBefore(order, index, freed)
            )
            {
                throw FailAt(
                    Math.Max(freed, index),
                    $"PASID {free.Pasid} was freed, and nothing orders that behind {used.Kind} at "
                        + $"{used.Object}{(used.Subject == default ? "" : $" ({used.Subject})")}"
                );
            }
        }
    }

    private static bool IsUse(SvaEventKind kind) =>
        kind
            is SvaEventKind.TableSet
                or SvaEventKind.TableClear
                or SvaEventKind.CommandsSync
                or SvaEventKind.AtcInvalidate
                or SvaEventKind.AtcFill
                or SvaEventKind.IotlbFill
                or SvaEventKind.DriverMmExit
                or SvaEventKind.DriverMmExitDone
                or SvaEventKind.DriverMmDetach;
}
