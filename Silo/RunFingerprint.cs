namespace SvaOrleans.Silo;

/// <summary>The fingerprint of a simulated world's steps: the same scenario with the same seed ends with the same one, in every
/// process.</summary>
/// <param name="Steps">The number of steps.</param>
/// <param name="Hash">The rolling hash of each step's virtual time, activation, message and decision.</param>
public readonly record struct RunFingerprint(long Steps, ulong Hash);
