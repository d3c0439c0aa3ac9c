using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Scenarios.Running;

/// <summary>Which events stand before a step's result: what happened before its time, and of the same time what the step caused.</summary>
internal static class EventOrder
{
    /// <summary>Where those before a result end.</summary>
    /// <param name="result">The result.</param>
    /// <param name="isSequential">Whether a step begins when the one before has ended: then nothing of a later one stands before the result,
    /// whatever the step still does in the background.</param>
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
