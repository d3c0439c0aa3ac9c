namespace SvaOrleans.Conformance.Tests.Clusters;

public abstract class ClusterFixture(ClusterShape shape) : IAsyncLifetime
{
    private IConformanceCluster? _cluster;

    public IConformanceCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    public async Task InitializeAsync() => _cluster = await EngineUnderTest.Start(shape);

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}

public sealed class PlainCluster() : ClusterFixture(new ClusterShape());

public sealed class FilteredCluster() : ClusterFixture(new ClusterShape(HasFilters: true));

public sealed class PerishableCluster() : ClusterFixture(new ClusterShape(Silos: 2, IsPerishable: true));

public sealed class HastyCluster() : ClusterFixture(new ClusterShape(RequestLimit: TimeSpan.FromSeconds(1)));

[CollectionDefinition(Name)]
public sealed class PlainClusterTests : ICollectionFixture<PlainCluster>
{
    public const string Name = "one silo";
}
