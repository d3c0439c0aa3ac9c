using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>12, 14, as conditions on what happened before what: when pages are freed, every device and every IOMMU that has cached one of
/// them has received an invalidation and completed it before; and when an exit frees all pages, no table entry leads to them.</summary>
/// <remarks>A translation that was made of an entry that came after the free is ordered behind it by the address space itself; one that
/// nothing orders so was made of what is freed.</remarks>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class PagesGoLast(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    /// <inheritdoc/>
    public override string Name => "12, 14: pages are freed after their last translation";

    /// <inheritdoc/>
    public override bool NeedsOrder => true;

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        for (var index = 0; index < Trace.Events.Count; index++)
        {
            var freed = Trace.Events[index].Event;
            if (freed.Kind is SvaEventKind.PagesFreed or SvaEventKind.MmExitDone && order!.PlaceOf(Trace.Events[index].Step) >= 0)
            {
                Check(order, index, freed.Object, freed.Kind == SvaEventKind.PagesFreed ? freed.Range : PageRange.All);
                if (freed.Kind == SvaEventKind.MmExitDone)
                {
                    CheckTables(order, index, freed.Object);
                }
            }
        }
    }

    private void Check(CausalOrder order, int freed, ObjectName mm, PageRange range)
    {
        for (var index = 0; index < Trace.Events.Count; index++)
        {
            var filled = Trace.Events[index].Event;
            if (
                filled.Kind is SvaEventKind.AtcFill or SvaEventKind.IotlbFill
                && range.Contains(filled.Range)
                && MmOf(index, filled) == mm
                && !(index > freed && IsBefore(order, freed, index))
                && !IsDroppedBetween(order, index, filled, freed)
            )
            {
                throw FailAt(
                    Math.Max(freed, index),
                    $"page {filled.Range.First} of {mm} was freed, and nothing orders that behind the end of its translation at "
                        + $"{filled.Object}"
                );
            }
        }
    }

    private void CheckTables(CausalOrder order, int freed, ObjectName mm)
    {
        for (var index = 0; index < Trace.Events.Count; index++)
        {
            var set = Trace.Events[index].Event;
            if (
                set.Kind == SvaEventKind.TableSet
                && set.Pasid != Pasid.None
                && MmOf(index, set) == mm
                && !IsClearedBetween(order, index, set, freed)
            )
            {
                throw FailAt(
                    freed,
                    $"{mm} freed its pages, and nothing orders that behind the end of its entry in {set.Object} for {set.Subject}"
                );
            }
        }
    }

    private bool IsClearedBetween(CausalOrder order, int setAt, in SvaEvent set, int freed)
    {
        for (var index = setAt + 1; index < Trace.Events.Count; index++)
        {
            var cleared = Trace.Events[index].Event;
            if (
                cleared.Kind == SvaEventKind.TableClear
                && cleared.Object == set.Object
                && cleared.Subject == set.Subject
                && (cleared.Pasid == set.Pasid || cleared.Pasid == Pasid.None)
                && IsBefore(order, index, freed)
            )
            {
                return true;
            }
        }

        return false;
    }

    private bool IsDroppedBetween(CausalOrder order, int filledAt, in SvaEvent filled, int freed)
    {
        for (var index = 0; index < Trace.Events.Count; index++)
        {
            var dropped = Trace.Events[index].Event;
            if (
                index > filledAt
                && dropped.Object == filled.Object
                && IsDrop(dropped, filled)
                && IsBefore(order, filledAt, index)
                && IsBefore(order, index, freed)
            )
            {
                return true;
            }
        }

        return false;
    }

    // An IOMMU drops what a batch of commands covers, and all of a domain that has left it.
    private static bool IsDrop(in SvaEvent dropped, in SvaEvent filled) =>
        dropped.Kind switch
        {
            SvaEventKind.AtcInvalidate => (dropped.Pasid == filled.Pasid || dropped.Pasid == Pasid.None)
                && dropped.Range.Contains(filled.Range),
            SvaEventKind.CommandsSubmit => dropped.Pasid == filled.Pasid
                && dropped.Subject == filled.Subject
                && dropped.Range.Contains(filled.Range),
            SvaEventKind.TableClear => dropped.Pasid == Pasid.None && dropped.Subject == filled.Subject,
            _ => false,
        };

    // A device reports the page's mm; an IOMMU reports the PASID, which had an owner at that time.
    private ObjectName MmOf(int index, in SvaEvent filled)
    {
        if (filled.Kind == SvaEventKind.AtcFill)
        {
            return filled.Subject;
        }

        for (; index >= 0; index--)
        {
            var earlier = Trace.Events[index].Event;
            if (earlier.Kind == SvaEventKind.PasidAlloc && earlier.Pasid == filled.Pasid && earlier.Object.Host == filled.Object.Host)
            {
                return earlier.Subject.Sibling(ObjectKind.Mm, earlier.Subject.Name);
            }
        }

        return default;
    }
}
