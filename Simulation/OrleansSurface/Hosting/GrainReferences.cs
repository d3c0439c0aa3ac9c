using Orleans;
using Orleans.Runtime;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>Makes references to the grains of one world.</summary>
public sealed class GrainReferences : IGrainFactory
{
    private readonly World _world;
    private readonly Dictionary<Type, (GrainInterface Interface, object Pools)> _interfaces = [];
    private readonly Dictionary<string, SimulatedGrainClass> _classes = [];
    private readonly Dictionary<GrainId, GrainSlot> _slots = [];
    private readonly List<SimulatedGrainClass> _classList = [];

    internal GrainReferences(World world, GrainRegistry registry)
    {
        _world = world;
        foreach (GrainInterface grainInterface in registry.Interfaces)
        {
            _interfaces[grainInterface.Type] = (grainInterface, grainInterface.NewPools());
        }
    }

    internal IReadOnlyList<SimulatedGrainClass> Classes => _classList;

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => Reference<TGrainInterface>(grainId);

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        Reference<TGrainInterface>(GrainId.Create(ClassOf(typeof(TGrainInterface), grainClassNamePrefix).Name, primaryKey));

    internal static GrainId IdOf(GrainSlot slot) => (GrainId)slot.SurfaceIdentity!;

    internal void Add(SimulatedGrainClass grainClass)
    {
        if (!_classes.TryAdd(grainClass.Name, grainClass))
        {
            throw new InvalidOperationException($"Classes {_classes[grainClass.Name].Type} and {grainClass.Type} both have the grain type '{grainClass.Name}'.");
        }

        _classList.Add(grainClass);
    }

    internal SimulatedGrainClass ClassNamed(string grainType) => _classes.TryGetValue(grainType, out SimulatedGrainClass? grainClass)
        ? grainClass
        : throw new ArgumentException($"No class has the grain type '{grainType}'; known are {string.Join(", ", _classList.Select(c => c.Name))}.", nameof(grainType));

    internal TGrainInterface Reference<TGrainInterface>(GrainId grainId)
    {
        if (!_interfaces.TryGetValue(typeof(TGrainInterface), out (GrainInterface Interface, object Pools) known))
        {
            throw new ArgumentException($"{typeof(TGrainInterface)} is not a grain interface of this cluster's assemblies.");
        }

        GrainSlot slot = SlotOf(grainId);
        if (!typeof(TGrainInterface).IsAssignableFrom(((SimulatedGrainClass)slot.Class).Type))
        {
            throw new ArgumentException($"{((SimulatedGrainClass)slot.Class).Type}, the class of {grainId}, does not implement {typeof(TGrainInterface)}.", nameof(grainId));
        }

        return (TGrainInterface)(object)known.Interface.NewProxy(slot, this, known.Pools);
    }

    internal void Forget(Func<GrainId, bool> isForgotten)
    {
        foreach (GrainSlot slot in _world.Forget(slot => slot.SurfaceIdentity is GrainId id && isForgotten(id)))
        {
            _slots.Remove(IdOf(slot));
        }
    }

    internal GrainSlot SlotOf(GrainId grainId)
    {
        if (!_slots.TryGetValue(grainId, out GrainSlot? slot))
        {
            slot = _world.SlotOf(ClassNamed(grainId.Type.ToString()), grainId.Key.ToString());
            slot.SurfaceIdentity = grainId;
            _slots[grainId] = slot;
        }

        return slot;
    }

    private SimulatedGrainClass ClassOf(Type grainInterface, string? prefix)
    {
        SimulatedGrainClass[] candidates = [.. _classList.Where(c => grainInterface.IsAssignableFrom(c.Type))];
        if (prefix is not null)
        {
            candidates = [.. candidates.Where(c => c.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal) || c.Type.Name.StartsWith(prefix, StringComparison.Ordinal))];
        }

        if (candidates.Length > 1 && grainInterface.Name.StartsWith('I'))
        {
            SimulatedGrainClass[] byName = [.. candidates.Where(c => c.Type.Name == grainInterface.Name[1..])];
            candidates = byName.Length == 1 ? byName : candidates;
        }

        return candidates.Length == 1
            ? candidates[0]
            : throw new ArgumentException(candidates.Length == 0
                ? $"No class implements {grainInterface}."
                : $"Several classes implement {grainInterface}: {string.Join(", ", candidates.Select(c => c.Name))}. Use a GrainId.");
    }
}
