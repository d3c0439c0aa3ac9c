using Orleans.Versions.Compatibility;
using Orleans.Versions.Selector;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Hosting.Activations;
using SvaOrleans.Simulation.Hosting.References;
using SvaOrleans.Simulation.Hosting.Silos;

namespace SvaOrleans.Simulation.Hosting.Management;

/// <summary>Stands in for Orleans' management grain: tells of silos and activations, and collects what is idle.</summary>
internal sealed class SimulatedManagementGrain(IGrainContext context) : Grain, IManagementGrain
{
    private readonly SimulatedCluster _cluster = ((SimulatedGrainContext)context).Cluster;

    private IEnumerable<Activation> Activations
    {
        get
        {
            _cluster.World.Touch(Access.Strays);
            return _cluster.World.Activations.Where(static activation => activation.Silo is not null);
        }
    }

    public Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false) =>
        Task.FromResult(
            _cluster
                .World.Silos.Where(silo => IsShown(silo, onlyActive))
                .ToDictionary(static silo => SimulatedCluster.AddressOf(silo), SiloStates.Of)
        );

    public Task<MembershipEntry[]> GetDetailedHosts(bool onlyActive = false) =>
        Task.FromResult<MembershipEntry[]>([
            .. _cluster
                .World.Silos.Where(silo => IsShown(silo, onlyActive))
                .Select(static silo => new MembershipEntry
                {
                    SiloAddress = SimulatedCluster.AddressOf(silo),
                    SiloName = silo.Name,
                    HostName = "localhost",
                    Status = SiloStates.Of(silo),
                }),
        ]);

    public Task ForceGarbageCollection(SiloAddress[] hostsIds) => Task.CompletedTask;

    public Task ForceActivationCollection(SiloAddress[] hostsIds, TimeSpan ageLimit) =>
        Collect(ageLimit, Activations.Where(activation => hostsIds.Contains(SimulatedCluster.AddressOf(activation.Silo))));

    public Task ForceActivationCollection(TimeSpan ageLimit) => Collect(ageLimit, Activations);

    public Task ForceRuntimeStatisticsCollection(SiloAddress[] siloAddresses) => Task.CompletedTask;

    public Task<SiloRuntimeStatistics[]> GetRuntimeStatistics(SiloAddress[] hostsIds) => throw NotSimulated(nameof(GetRuntimeStatistics));

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds) =>
        Task.FromResult(Count(Activations.Where(activation => hostsIds.Contains(SimulatedCluster.AddressOf(activation.Silo)))));

    public Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics() => Task.FromResult(Count(Activations));

    public Task<DetailedGrainStatistic[]> GetDetailedGrainStatistics(string[]? types = null, SiloAddress[]? hostsIds = null) =>
        Task.FromResult<DetailedGrainStatistic[]>([
            .. Activations
                .Where(activation =>
                    (types is null || types.Contains(NameOf(activation)))
                    && (hostsIds is null || hostsIds.Contains(SimulatedCluster.AddressOf(activation.Silo)))
                )
                .Select(static activation => new DetailedGrainStatistic
                {
                    GrainType = NameOf(activation),
                    GrainId = GrainReferences.IdOf(activation.Slot),
                    SiloAddress = SimulatedCluster.AddressOf(activation.Silo),
                }),
        ]);

    public Task<int> GetGrainActivationCount(GrainReference grainReference) =>
        Task.FromResult(Activations.Count(activation => GrainReferences.IdOf(activation.Slot) == grainReference.GrainId));

    public Task<int> GetTotalActivationCount() => Task.FromResult(Activations.Count());

    public Task<object?[]> SendControlCommandToProvider<T>(string providerName, int command, object? arg = null)
        where T : Orleans.Providers.IControllable => throw NotSimulated(nameof(SendControlCommandToProvider));

    public ValueTask<SiloAddress?> GetActivationAddress(IAddressable reference)
    {
        var id = reference.GetGrainId();
        return new(
            Activations.FirstOrDefault(activation => GrainReferences.IdOf(activation.Slot) == id) is { } found
                ? SimulatedCluster.AddressOf(found.Silo)
                : null
        );
    }

    public Task DeactivateGrain(GrainId grainId, CancellationToken cancellationToken = default) =>
        End(Activations.Where(activation => GrainReferences.IdOf(activation.Slot) == grainId), DeactivationCause.ApplicationRequested)
            .WaitAsync(cancellationToken);

    public ValueTask<List<GrainId>> GetActiveGrains(GrainType type) =>
        new(
            Activations.Select(static activation => GrainReferences.IdOf(activation.Slot)).Where(id => id.Type == type).Distinct().ToList()
        );

    public Task<List<GrainCallFrequency>> GetGrainCallFrequencies(SiloAddress[]? hostsIds = null) =>
        throw NotSimulated(nameof(GetGrainCallFrequencies));

    public ValueTask ResetGrainCallFrequencies(SiloAddress[]? hostsIds = null) => throw NotSimulated(nameof(ResetGrainCallFrequencies));

    public Task SetCompatibilityStrategy(CompatibilityStrategy strategy) => throw NotSimulated(nameof(SetCompatibilityStrategy));

    public Task SetSelectorStrategy(VersionSelectorStrategy strategy) => throw NotSimulated(nameof(SetSelectorStrategy));

    public Task SetCompatibilityStrategy(GrainInterfaceType interfaceType, CompatibilityStrategy strategy) =>
        throw NotSimulated(nameof(SetCompatibilityStrategy));

    public Task SetSelectorStrategy(GrainInterfaceType interfaceType, VersionSelectorStrategy strategy) =>
        throw NotSimulated(nameof(SetSelectorStrategy));

    private static bool IsShown(SimulatedSilo silo, bool onlyActive) => !onlyActive || SiloStates.Of(silo) == SiloStatus.Active;

    private static string NameOf(Activation activation) => activation.Instance?.GetType().FullName ?? activation.Slot.Class.Name;

    private static SimpleGrainStatistic[] Count(IEnumerable<Activation> activations) =>
        [
            .. activations
                .GroupBy(static activation => (Name: NameOf(activation), activation.Silo))
                .Select(static group => new SimpleGrainStatistic
                {
                    GrainType = group.Key.Name,
                    SiloAddress = SimulatedCluster.AddressOf(group.Key.Silo),
                    ActivationCount = group.Count(),
                }),
        ];

    private static SimulationException NotSimulated(string method) =>
        new($"{nameof(IManagementGrain)}.{method} is not simulated. Put a fake of the code that asks for it in place.");

    private Task Collect(TimeSpan age, IEnumerable<Activation> among)
    {
        var world = _cluster.World;
        return End(
            among.Where(activation =>
                activation.IsIdle && world.Clock.Now >= activation.KeptUntil && world.Clock.Now - activation.IdleSince >= age.Ticks
            ),
            DeactivationCause.Idle
        );
    }

    private static Task End(IEnumerable<Activation> activations, DeactivationCause cause)
    {
        Activation[] ended = [.. activations];
        foreach (var activation in ended)
        {
            activation.Deactivate(cause);
        }

        return Task.WhenAll(ended.Select(static activation => SimulatedGrainContext.Of(activation).Deactivated));
    }
}
