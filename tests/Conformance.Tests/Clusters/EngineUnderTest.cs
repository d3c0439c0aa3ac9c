namespace SvaOrleans.Conformance.Tests.Clusters;

/// <summary>The engine on which the suite runs: what SVA_ENGINE names, Orleans if it is not set.</summary>
public static class EngineUnderTest
{
    public static bool IsSimulated { get; } =
        string.Equals(Environment.GetEnvironmentVariable("SVA_ENGINE"), "simulated", StringComparison.OrdinalIgnoreCase);

    public static async Task<IConformanceCluster> Start(ClusterShape shape)
    {
        if (IsSimulated)
        {
            return new SimulatedConformanceCluster(shape);
        }

        OrleansConformanceCluster cluster = new(shape);
        await cluster.Start();
        return cluster;
    }
}
