using SvaOrleans.Simulation.Engine.Admission;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests;

/// <summary>Clusters over the grains of this assembly.</summary>
internal static class Clusters
{
    internal static SimulatedClusterBuilder Builder() =>
        new SimulatedClusterBuilder().AddGrains(typeof(Clusters).Assembly, type => type != typeof(Messages.ISeller)); // its messages need a copier

    internal static SimulatedCluster Fifo(AdmissionProfile profile = AdmissionProfile.Orleans10) => Builder().UseProfile(profile).Build();

    internal static SimulatedCluster Random(ulong seed, AdmissionProfile profile = AdmissionProfile.Orleans10) =>
        Builder().UseProfile(profile).UseStrategy(new RandomStrategy(seed)).Build();
}
