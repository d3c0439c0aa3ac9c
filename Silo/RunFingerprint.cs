namespace SvaOrleans.Silo;

/// <summary>How the steps of a simulated world went: the same scenario with the same seed ends with the same, in every process.</summary>
/// <param name="Steps">How many there were.</param>
/// <param name="Hash">The rolling hash of each one's virtual time, activation, message and decision.</param>
public readonly record struct RunFingerprint(long Steps, ulong Hash);
