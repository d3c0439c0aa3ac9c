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
