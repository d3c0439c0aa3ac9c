using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Running.Refusals;

/// <summary>Binds and DMAs of a replayed trace that did not succeed: a replay in which devices do less costs less, and is no
/// success.</summary>
internal static class ReplayRefusals
{
    /// <summary>The refused calls that the file does not mention; null if there are none.</summary>
    /// <param name="segment">The replay.</param>
    /// <param name="figures">The counts of the replay.</param>
    public static string? Explain(WorkloadSegment segment, ReplayFigures figures)
    {
        List<string> parts = [];
        if (figures.BindErrors > 0 && !IsExpected(segment.Step, "bindErrors"))
        {
            parts.Add(
                $"{figures.BindErrors} of {figures.Binds + figures.BindErrors} binds failed{First(segment, "bind", figures.FirstBindError)}"
            );
        }

        if (figures.DmaErrors > 0 && !IsExpected(segment.Step, "dmaErrors"))
        {
            // Through a bind that failed nothing is reached: that is reason enough.
            parts.Add(
                $"{figures.DmaErrors} DMAs failed{(figures.BindErrors > 0 ? ", as a device that is not bound reaches nothing" : First(segment, "dma", figures.FirstDmaError))}"
            );
        }

        return parts.Count == 0
            ? null
            : $"workload: {string.Join("; ", parts)} (expect: {{figures: {{bindErrors: ..., dmaErrors: ...}}}} says how many may)";
    }

    private static bool IsExpected(StepPlan step, string figure) =>
        step.Expectation?.Outcomes.All(outcome => outcome.Figures.Any(expected => expected.Name == figure)) ?? false;

    private static string First(WorkloadSegment segment, string operation, ReplayRefusal? first)
    {
        if (first is null || segment.Host.Spec.Devices.FirstOrDefault(device => device.Name == first.Device) is not { } device)
        {
            return "";
        }

        var reason = RefusalReasons.Of(operation, first.Error, first.Why, device, wantsFaults: true);
        return $", first that of {Bdf.Short(device.Function.ToString())} with {first.Error}{(reason.Length > 0 ? $": {reason}" : "")}";
    }
}
