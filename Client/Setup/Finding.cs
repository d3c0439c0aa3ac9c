namespace SvaOrleans.Client.Setup;

/// <summary>The result of one check.</summary>
/// <param name="Name">What it checks, in words.</param>
/// <param name="Value">The value found.</param>
/// <param name="Fault">Why the value is wrong, and the remedy; null if it is right.</param>
internal sealed record Finding(string Name, string Value, string? Fault = null);
