using SvaOrleans.Conformance.Tests.Clusters;

namespace SvaOrleans.Conformance.Tests.Features;

// One silo with memory streams.
public sealed class StreamCluster()
    : ClusterFixture(new ClusterShape(Configure: static silo => silo.AddMemoryStreams(Provider).AddMemoryGrainStorage("PubSubStore")))
{
    public const string Provider = "press";
}
