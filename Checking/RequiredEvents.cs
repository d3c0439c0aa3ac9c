using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking;

/// <summary>Events that some order must produce in this sequence, or the exploration has shown nothing; others may occur between
/// them.</summary>
/// <remarks>Of orders that mean the same one is tried, so events count as seen in this order unless something orders them
/// otherwise.</remarks>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
/// <param name="wanted">The marks, each with its events.</param>
public sealed class RequiredEvents(
    ILocalSimulation simulation,
    EventTrace trace,
    IReadOnlyList<(string Mark, IReadOnlyList<SvaEventKind> Events)> wanted
) : KernelOracle(simulation, trace)
{
    private int _begun;

    /// <inheritdoc/>
    public override string Name => "what must be seen";

    /// <inheritdoc/>
    public override bool NeedsOrder => wanted.Count > 0;

    /// <inheritdoc/>
    public override void Begin() => _begun = Trace.Events.Count;

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        foreach (var (mark, events) in wanted)
        {
            if (!Reached.Contains(mark) && IsSeen(order!, events, []))
            {
                Reach(mark);
            }
        }
    }

    // Each of the events so far could come before the next one.
    private bool IsSeen(CausalOrder order, IReadOnlyList<SvaEventKind> events, List<int> chosen)
    {
        if (chosen.Count == events.Count)
        {
            return true;
        }

        for (var index = _begun; index < Trace.Events.Count; index++)
        {
            if (
                Trace.Events[index].Event.Kind == events[chosen.Count]
                && !chosen.Contains(index)
                && chosen.TrueForAll(earlier => !IsOrdered(order, index, earlier))
            )
            {
                chosen.Add(index);
                if (IsSeen(order, events, chosen))
                {
                    return true;
                }

                chosen.RemoveAt(chosen.Count - 1);
            }
        }

        return false;
    }

    private bool IsOrdered(CausalOrder order, int first, int second)
    {
        var (before, after) = (order.PlaceOf(Trace.Events[first].Step), order.PlaceOf(Trace.Events[second].Step));
        return before == after ? first < second : order.IsBefore(before, after);
    }
}
