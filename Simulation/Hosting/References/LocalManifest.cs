using System.Collections.Immutable;
using Orleans.Metadata;

namespace SvaOrleans.Simulation.Hosting.References;

/// <summary>The one manifest that all simulated silos share.</summary>
internal sealed class LocalManifest : IClusterManifestProvider
{
    public LocalManifest(IServiceProvider services)
    {
        LocalGrainManifest = OrleansInternals.ManifestOf(services);
        Current = new ClusterManifest(
            new MajorMinorVersion(1, 0),
            ImmutableDictionary<SiloAddress, GrainManifest>.Empty.Add(SimulatedCluster.AddressOf(0), LocalGrainManifest)
        );
    }

    public ClusterManifest Current { get; }

    public IAsyncEnumerable<ClusterManifest> Updates => throw new NotSupportedException("A simulated cluster's manifest never changes.");

    public GrainManifest LocalGrainManifest { get; }
}
