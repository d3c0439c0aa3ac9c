using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Simulation.Exploration;

/// <summary>What did not hold.</summary>
/// <param name="Kind">Which kind of failure it is.</param>
/// <param name="Invariant">The oracle's name, <c>deadlock</c>, <c>no end</c> or <c>exception</c>. A smaller schedule fails alike if this is the same.</param>
/// <param name="Message">What was seen.</param>
public sealed record Violation(ViolationKind Kind, string Invariant, string Message)
{
    /// <summary>The number of the step at which it broke (<see cref="World.StepCount"/> during the step; in an <see cref="Runs.Outcome"/>
    /// the step's place in the explored part, from 1). 0 where it broke at the last one.</summary>
    public long Step { get; init; }

    /// <summary>Whether another violation is of the same invariant.</summary>
    /// <param name="other">The other one; null is never alike.</param>
    public bool IsLike(Violation? other) => other is not null && other.Kind == Kind && other.Invariant == Invariant;
}
