namespace SvaOrleans.Scenarios.Plan;

/// <summary>An argument as it was understood: addresses in full, ranges in pages. The value is a string, a long or a bool.</summary>
internal readonly record struct Argument(string Name, object Value);
