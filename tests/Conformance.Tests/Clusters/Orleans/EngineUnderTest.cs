namespace SvaOrleans.Conformance.Tests.Clusters;

public static class EngineUnderTest
{
    public static bool IsSimulated => false;

    public static async Task<IConformanceCluster> Start(ClusterShape shape)
    {
        OrleansConformanceCluster cluster = new(shape);
        await cluster.Start();
        return cluster;
    }
}
