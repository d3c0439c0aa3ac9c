using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Streams;

namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>The grains that read streams because an attribute of their class says so.</summary>
internal sealed class ImplicitConsumers
{
    private readonly SimulatedCluster _cluster;
    private readonly List<(GrainType Type, ImplicitStreamSubscriptionAttribute Attribute, GrainBindings Bindings)> _classes = [];

    internal ImplicitConsumers(SimulatedCluster cluster)
    {
        _cluster = cluster;
        foreach ((var grainType, var type) in cluster.Assemblies.ClassesWith(typeof(ImplicitStreamSubscriptionAttribute)))
        {
            foreach (var attribute in type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>())
            {
                ImmutableArray<ImmutableDictionary<string, string?>> bindings =
                [
                    .. attribute.GetBindings(cluster.Services, type, grainType).Select(static binding => binding.ToImmutableDictionary()),
                ];
                _classes.Add((grainType, attribute, new GrainBindings(grainType, bindings!)));
            }
        }
    }

    /// <summary>The grains that read a stream.</summary>
    internal IEnumerable<GrainId> Of(StreamId stream) =>
        _classes
            .Where(known => known.Attribute.Predicate.IsMatch(stream.GetNamespace() ?? string.Empty))
            .Select(known => GrainId.Create(known.Type, MapperOf(known.Attribute).GetGrainKeyId(known.Bindings, stream)))
            .Distinct();

    /// <summary>Whether a grain reads a stream.</summary>
    internal bool Has(GrainId grain, StreamId stream) => _classes.Exists(known => known.Type == grain.Type) && Of(stream).Contains(grain);

    private IStreamIdMapper MapperOf(ImplicitStreamSubscriptionAttribute attribute) =>
        attribute.StreamIdMapper is { Length: > 0 } name && name != DefaultStreamIdMapper.Name
            ? _cluster.Services.GetRequiredKeyedService<IStreamIdMapper>(name)
            : new DefaultStreamIdMapper();
}
