using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Hosting.Silos;

/// <summary>What grains ask of their silo and of the others. All silos share one container, so each question is about the silo whose grain asks.</summary>
internal sealed class LocalSilo(SimulatedCluster cluster, IOptions<ClusterOptions> options) : ILocalSiloDetails, ISiloStatusOracle
{
    public string Name => Here.Name;

    public string ClusterId => options.Value.ClusterId;

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress => SimulatedCluster.AddressOf(Here);

    public SiloAddress GatewayAddress => SiloAddress;

    public SiloStatus CurrentStatus => SiloStates.Of(Here);

    public string SiloName => Name;

    // In client code, such as that of a startup task, the first one.
    private SimulatedSilo Here => (SynchronizationContext.Current as Activation)?.Silo ?? cluster.World.Silos[0];

    public SiloAddress[] GetActiveSilos() => [.. GetApproximateSiloStatuses(onlyActive: true).Keys];

    public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) =>
        Find(siloAddress) is { } silo ? SiloStates.Of(silo) : SiloStatus.None;

    public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) =>
        cluster
            .World.Silos.Where(silo => !onlyActive || SiloStates.Of(silo) == SiloStatus.Active)
            .ToDictionary(static silo => SimulatedCluster.AddressOf(silo), SiloStates.Of);

    public bool TryGetSiloName(SiloAddress siloAddress, [NotNullWhen(true)] out string? siloName) =>
        (siloName = Find(siloAddress)?.Name) is not null;

    public bool IsFunctionalDirectory(SiloAddress siloAddress) => GetApproximateSiloStatus(siloAddress) == SiloStatus.Active;

    public bool IsDeadSilo(SiloAddress silo) => GetApproximateSiloStatus(silo) == SiloStatus.Dead;

    public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer) => throw NotTold();

    public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => throw NotTold();

    private static SimulationException NotTold() =>
        new(
            $"{nameof(ISiloStatusOracle)}.{nameof(SubscribeToSiloStatusEvents)} is not simulated. Ask for {nameof(GetApproximateSiloStatuses)}."
        );

    private SimulatedSilo? Find(SiloAddress address) =>
        cluster.World.Silos.FirstOrDefault(silo => SimulatedCluster.AddressOf(silo).Equals(address));
}
