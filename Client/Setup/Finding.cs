namespace SvaOrleans.Client.Setup;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What, in words.</param>
/// <param name="Value">What was found.</param>
/// <param name="Fault">Why that is wrong and what to do; null when it is right.</param>
internal sealed record Finding(string Name, string Value, string? Fault = null);
