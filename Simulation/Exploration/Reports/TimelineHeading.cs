namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>The heading of the diagram of a schedule.</summary>
/// <param name="Title">What it is of.</param>
/// <param name="Facts">What else is known of it, a line each.</param>
/// <param name="Command">The line for a shell that repeats the schedule; null for none.</param>
public sealed record TimelineHeading(string Title, IReadOnlyList<string> Facts, string? Command);
