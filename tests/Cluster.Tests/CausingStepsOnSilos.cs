namespace SvaOrleans.Grains.Tests;

/// <summary>The causes of events, on two real silos.</summary>
public sealed class CausingStepsOnSilos : CausingSteps
{
    protected override short Silos => 2;
}
