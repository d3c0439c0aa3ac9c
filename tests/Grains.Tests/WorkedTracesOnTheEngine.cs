namespace SvaOrleans.Grains.Tests;

/// <summary>The worked traces on the deterministic engine.</summary>
public sealed class WorkedTracesOnTheEngine : WorkedTraces;
