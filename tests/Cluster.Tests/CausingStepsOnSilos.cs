namespace SvaOrleans.Grains.Tests;

/// <summary>What caused an event, on two real silos.</summary>
public sealed class CausingStepsOnSilos : CausingSteps
{
    protected override short Silos => 2;
}
