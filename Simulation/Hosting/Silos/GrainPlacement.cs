using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Runtime.Placement;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Hosting.Silos;

/// <summary>Where the activations of a class go: by a placement director of the test, or to the caller's silo. What other attributes of Orleans say depends on
/// chance or load; there the hash of the identity decides.</summary>
internal sealed class GrainPlacement
{
    private readonly SimulatedCluster _cluster;
    private readonly string? _strategyName;
    private readonly GrainProperties _properties;
    private readonly bool _prefersLocal;

    private GrainPlacement(SimulatedCluster cluster, GrainProperties properties, string? strategyName, bool prefersLocal)
    {
        _cluster = cluster;
        _properties = properties;
        _strategyName = strategyName;
        _prefersLocal = prefersLocal;
    }

    /// <summary>The placement of a class; null if the hash decides.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="properties">What the class says of itself.</param>
    internal static GrainPlacement? Of(SimulatedCluster cluster, GrainProperties properties)
    {
        var name = properties.Properties.GetValueOrDefault(WellKnownGrainTypeProperties.PlacementStrategy);
        if (string.IsNullOrWhiteSpace(name))
        {
            return cluster.Services.GetService<PlacementStrategy>() is null ? null : new(cluster, properties, null, false);
        }

        if (cluster.Services.GetKeyedService<PlacementStrategy>(name) is not null)
        {
            return new(cluster, properties, name, false);
        }

        var builtIn = cluster.Assemblies.Orleans.GetKeyedService<PlacementStrategy>(name);
        return builtIn is null ? new(cluster, properties, name, false)
            : builtIn is PreferLocalPlacement ? new(cluster, properties, name, true)
            : null;
    }

    /// <summary>The silo of a new activation.</summary>
    /// <param name="request">The request that makes it.</param>
    /// <param name="silos">The silos that take activations.</param>
    internal SimulatedSilo? Place(GrainRequest request, IReadOnlyList<SimulatedSilo> silos)
    {
        if (_prefersLocal)
        {
            return request.Caller?.Silo is { TakesActivations: true } near ? near : null;
        }

        var strategy =
            (
                _strategyName is null
                    ? _cluster.Services.GetService<PlacementStrategy>()
                    : _cluster.Services.GetKeyedService<PlacementStrategy>(_strategyName)
            )
            ?? throw new KeyNotFoundException(
                $"No placement strategy '{_strategyName}' is registered, which grain type {request.Target.Class.Name} names."
            );
        strategy.Initialize(_properties);
        var director = _cluster.Services.GetKeyedService<IPlacementDirector>(strategy.GetType());
        if (director is null)
        {
            return null; // a strategy of Orleans' own, made the default
        }

        PlacementTarget target = new(
            References.GrainReferences.IdOf(request.Target),
            [],
            _cluster.References.InterfaceTypeOf(request.Method.InterfaceType),
            0
        );
        var chosen = director.OnAddActivation(strategy, target, new SiloChoice(request.Caller?.Silo ?? silos[0], silos));
        if (!chosen.IsCompleted)
        {
            throw new SimulationException(
                $"Placement director {director.GetType()} awaits something in {nameof(IPlacementDirector.OnAddActivation)}, which is not simulated. "
                    + $"Place the grains by {nameof(SimulatedClusterBuilder.UsePlacement)} instead."
            );
        }

        var address = chosen.GetAwaiter().GetResult();
        return silos.FirstOrDefault(silo => SimulatedCluster.AddressOf(silo).Equals(address))
            ?? throw new SiloUnavailableException(
                $"Placement director {director.GetType()} chose {address} for {request.Target}, where no silo is."
            );
    }

    private sealed class SiloChoice(SimulatedSilo local, IReadOnlyList<SimulatedSilo> silos) : IPlacementContext
    {
        public SiloAddress LocalSilo => SimulatedCluster.AddressOf(local);

        public SiloStatus LocalSiloStatus => SiloStates.Of(local);

        public SiloAddress[] GetCompatibleSilos(PlacementTarget target) =>
            [.. silos.Select(static silo => SimulatedCluster.AddressOf(silo))];

        public IReadOnlyDictionary<ushort, SiloAddress[]> GetCompatibleSilosWithVersions(PlacementTarget target) =>
            new Dictionary<ushort, SiloAddress[]> { [target.InterfaceVersion] = GetCompatibleSilos(target) };
    }
}
