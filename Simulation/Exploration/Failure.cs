namespace SvaOrleans.Simulation.Exploration;

/// <summary>A schedule that broke something, with all that is needed to run it again.</summary>
/// <param name="Violation">What did not hold.</param>
/// <param name="Strategy">Name and parameters of the strategy that made its choices.</param>
/// <param name="Decisions">The choices, where there was more than one ready step or a number to draw.</param>
/// <param name="Number">How many schedules came before it.</param>
public sealed record Failure(Violation Violation, string Strategy, IReadOnlyList<int> Decisions, long Number);
