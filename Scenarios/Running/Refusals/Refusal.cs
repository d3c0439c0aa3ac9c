using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Running.Refusals;

/// <summary>A step to which the kernel said no, and of which nothing was expected.</summary>
/// <param name="Step">The step.</param>
/// <param name="Result">What it answered.</param>
/// <param name="Reason">Why, in words; empty when there are none for it.</param>
internal sealed record Refusal(StepPlan Step, StepResult Result, string Reason);
