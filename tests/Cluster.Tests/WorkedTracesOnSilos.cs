namespace SvaOrleans.Grains.Tests;

/// <summary>The worked traces on one real silo.</summary>
public sealed class WorkedTracesOnOneSilo : WorkedTraces;

/// <summary>The worked traces on two real silos.</summary>
public sealed class WorkedTracesOnTwoSilos : WorkedTraces
{
    protected override short Silos => 2;
}
