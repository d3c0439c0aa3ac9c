namespace SvaOrleans.Conformance.Tests.Clusters;

public static class EngineUnderTest
{
    public static bool IsSimulated => true;

    public static Task<IConformanceCluster> Start(ClusterShape shape) => Task.FromResult<IConformanceCluster>(new SimulatedConformanceCluster(shape));
}
