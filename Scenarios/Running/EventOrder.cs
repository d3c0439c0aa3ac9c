using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Scenarios.Running;

/// <summary>Orders events and results. An event precedes a step's result if it is earlier, or if it has the same time and the step
/// caused it.</summary>
internal static class EventOrder
{
    /// <summary>The end of the events that precede a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="isSequential">Whether a step begins when the one before has ended: then no event of a later step stands before the
    /// result, whatever the step still does in the background.</param>
    /// <param name="events">The events by time, each after its cause.</param>
    /// <param name="next">The first that does not stand before another result.</param>
    public static int EndOf(StepResult result, bool isSequential, IReadOnlyList<SvaEvent> events, int next)
    {
        var end = next;
        for (var index = next; index < events.Count && events[index].At <= result.At; index++)
        {
            if (isSequential && events[index].Step > result.StepId)
            {
                break;
            }

            end = events[index].At < result.At || events[index].Step == result.StepId ? index + 1 : end;
        }

        return end;
    }
}
