using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Running.Refusals;

/// <summary>A step to which the kernel said no, and of which nothing was expected.</summary>
/// <param name="Step">The step.</param>
/// <param name="Result">Its answer.</param>
/// <param name="Reason">The reason in words; empty if none is known.</param>
internal sealed record Refusal(StepPlan Step, StepResult Result, string Reason);
