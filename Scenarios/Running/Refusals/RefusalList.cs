using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Running.Refusals;

/// <summary>The steps of a run that were refused, and of which nothing was expected.</summary>
/// <param name="plan">The scenario.</param>
internal sealed class RefusalList(ScenarioPlan plan)
{
    private readonly List<Refusal> _refusals = [];

    /// <summary>All of them, in the order in which they returned.</summary>
    public IReadOnlyList<Refusal> All => _refusals;

    /// <summary>A step that nothing is expected of has returned.</summary>
    /// <param name="step">The step.</param>
    /// <param name="result">Its answer.</param>
    /// <param name="reason">The reason in words.</param>
    public void Add(StepPlan step, StepResult result, string reason)
    {
        if (!result.Error.IsSuccess && !plan.Steps.Any(block => block.Relations.Any(relation => relation.Covers(step.Id))))
        {
            _refusals.Add(new(step, result, reason));
        }
    }

    /// <summary>A run in which calls were refused is no success if the file expects nothing of it.</summary>
    /// <param name="operations">How many operations ended.</param>
    public RunFailure? Explain(int operations) =>
        _refusals.Count == 0 || plan.ExpectationCount > 0
            ? null
            : new(
                RunFailure.Refused,
                null,
                0,
                $"nothing was expected, and {_refusals.Count} of {operations} operations {(_refusals.Count == 1 ? "was" : "were")} refused (expect: says what may be)"
            );
}
