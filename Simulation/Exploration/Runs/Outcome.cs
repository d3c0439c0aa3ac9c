namespace SvaOrleans.Simulation.Exploration.Runs;

/// <summary>How one schedule ended.</summary>
/// <param name="Violation">What did not hold; null for nothing.</param>
/// <param name="WasCut">Whether the strategy ended it, as it could show nothing new.</param>
/// <param name="Steps">How many steps ran in the explored part.</param>
/// <param name="Hash">The world's rolling hash at the end.</param>
public readonly record struct Outcome(Violation? Violation, bool WasCut, long Steps, ulong Hash);
