namespace SvaOrleans.Conformance.Tests.Clusters;

// A test of hours, which only virtual time has.
public sealed class SimulatedFactAttribute : FactAttribute
{
    public SimulatedFactAttribute()
    {
        if (!EngineUnderTest.IsSimulated)
        {
            Skip = "This takes minutes or hours of real time.";
        }
    }
}

// A test of a feature that the simulated engine does not have yet.
public sealed class PendingFactAttribute : FactAttribute
{
    public PendingFactAttribute()
    {
        if (EngineUnderTest.IsSimulated && Environment.GetEnvironmentVariable("SVA_PENDING") is null)
        {
            Skip = "The simulated engine does not do this yet.";
        }
    }
}

// Both: a test of hours, of a feature that the simulated engine does not have yet.
public sealed class PendingSimulatedFactAttribute : FactAttribute
{
    public PendingSimulatedFactAttribute() => Skip = new SimulatedFactAttribute().Skip ?? new PendingFactAttribute().Skip;
}
