using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainReferences;
using Orleans.Metadata;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Hosting.Activations;
using SvaOrleans.Simulation.Hosting.Observers;

namespace SvaOrleans.Simulation.Hosting.References;

/// <summary>Makes references to the grains of one world, by the rules of Orleans' resolvers.</summary>
internal sealed class GrainReferences : IClusterClient
{
    private const int CacheSize = 1024;
    private const string AddAdvice = "Add the assembly of its class by AddGrains, or let the predicate of AddGrains take the class.";
    private const string NameAdvice =
        "Name one of the classes by the argument grainClassNamePrefix of GetGrain, make one the [DefaultGrainType] of the interface, "
        + "or leave the others out: AddGrains(assembly, type => ...) adds only the types that you want.";

    private readonly SimulatedCluster _cluster;
    private readonly GrainReferenceActivator _activator;
    private readonly GrainInterfaceTypeResolver _interfaces;
    private readonly GrainInterfaceTypeToGrainTypeResolver _types;
    private readonly GrainClassMap _classMap;
    private readonly Dictionary<Type, GrainInterfaceType> _interfaceTypes = [];
    private readonly Dictionary<GrainType, SimulatedGrainClass> _classes = [];
    private readonly Dictionary<GrainId, GrainSlot> _slots = [];
    private readonly (GrainReference? Reference, GrainSlot? Slot)[] _lately = new (GrainReference?, GrainSlot?)[CacheSize];
    private readonly Func<Type, bool> _declaresAccess;

    internal GrainReferences(SimulatedCluster cluster, Func<Type, bool> declaresAccess)
    {
        _cluster = cluster;
        _declaresAccess = declaresAccess;
        _activator = cluster.Services.GetRequiredService<GrainReferenceActivator>();
        _interfaces = cluster.Assemblies.Interfaces;
        _types = cluster.Assemblies.Types;
        _classMap = cluster.Assemblies.Classes;
    }

    public IServiceProvider ServiceProvider => _cluster.ClientServices;

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey =>
        Of<TGrainInterface>(GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey =>
        Of<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey => Of<TGrainInterface>(TextKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey =>
        Of<TGrainInterface>(GrainIdKeyExtensions.CreateGuidKey(primaryKey, Extension(keyExtension)), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey =>
        Of<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey, Extension(keyExtension)), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable
    {
        ClassOf(grainId.Type);
        return (TGrainInterface)(object)Reference(grainId, typeof(TGrainInterface));
    }

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) =>
        (IGrain)GetGrain(grainInterfaceType, TextKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey, Extension(keyExtension)));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        (IGrain)GetGrain(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey, Extension(keyExtension)));

    public IAddressable GetGrain(GrainId grainId) => Untyped(grainId);

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => _activator.CreateReference(grainId, interfaceType);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => GetGrain(interfaceType, grainKey, null!);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix)
    {
        var type = InterfaceTypeOf(interfaceType);
        GrainType grainType;
        try
        {
            grainType = string.IsNullOrWhiteSpace(grainClassNamePrefix)
                ? _types.GetGrainType(type)
                : _types.GetGrainType(type, grainClassNamePrefix);
        }
        catch (ArgumentException fault)
        {
            throw new SimulationException(
                $"{fault.Message}. {(fault.Message.Contains("Candidates", StringComparison.Ordinal) ? NameAdvice : AddAdvice)}",
                fault
            );
        }

        return Reference(GrainId.Create(grainType, grainKey), interfaceType);
    }

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver =>
        obj is TGrainObserverInterface
            ? (TGrainObserverInterface)(object)Reference(_cluster.Observers.Add(obj), typeof(TGrainObserverInterface))
            : throw new ArgumentException($"The object must implement {typeof(TGrainObserverInterface)}.", nameof(obj));

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => _cluster.Observers.Remove(obj);

    internal static GrainId IdOf(GrainSlot slot) => (GrainId)slot.HostIdentity!;

    internal GrainReference Untyped(GrainId grainId) => _activator.CreateReference(grainId, default);

    internal GrainReference Cast(GrainId grainId, Type interfaceType) => Reference(grainId, interfaceType);

    internal GrainInterfaceType InterfaceTypeOf(Type type)
    {
        if (!_interfaceTypes.TryGetValue(type, out var known))
        {
            _interfaceTypes[type] = known = _interfaces.GetGrainInterfaceType(type);
        }

        return known;
    }

    internal SimulatedGrainClass ClassNamed(string grainType) => ClassOf(GrainType.Create(grainType));

    internal SimulatedGrainClass ClassOf(GrainType grainType)
    {
        if (!_classes.TryGetValue(grainType, out var grainClass))
        {
            if (!_classMap.TryGetGrainClass(grainType, out var type))
            {
                throw new SimulationException(
                    $"No class has the grain type '{grainType}'; known are {string.Join(", ", Known())}. {AddAdvice}"
                );
            }

            _classes[grainType] = grainClass = new SimulatedGrainClass(
                _cluster,
                grainType,
                OwnClasses.InPlaceOf(type),
                _declaresAccess(type)
            );
        }

        return grainClass;
    }

    internal GrainSlot SlotOf(GrainReference reference)
    {
        ref var lately = ref _lately[RuntimeHelpers.GetHashCode(reference) & (CacheSize - 1)];
        if (!ReferenceEquals(lately.Reference, reference))
        {
            lately = (reference, SlotOf(reference.GrainId));
        }

        return lately.Slot!;
    }

    internal GrainSlot SlotOf(GrainId grainId)
    {
        if (!_slots.TryGetValue(grainId, out var slot))
        {
            slot = _cluster.World.SlotOf(
                grainId.Type == ObserverClass.Type ? _cluster.Observers.Class : ClassOf(grainId.Type),
                grainId.Key.ToString()!
            );
            slot.HostIdentity = grainId;
            _slots[grainId] = slot;
        }

        return slot;
    }

    internal void Forget(Func<GrainId, bool> isForgotten)
    {
        Array.Clear(_lately);
        foreach (var slot in _cluster.World.Forget(slot => slot.HostIdentity is GrainId id && isForgotten(id)))
        {
            _slots.Remove(IdOf(slot));
        }
    }

    // In an order of their own: the manifest is a hash table.
    private IEnumerable<string> Known() =>
        _cluster.Assemblies.Manifest.LocalGrainManifest.Grains.Keys.Select(static type => type.ToString()!).Order(StringComparer.Ordinal);

    private static IdSpan TextKey(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return IdSpan.Create(key);
    }

    private static string Extension(string extension)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(extension);
        return extension;
    }

    private TGrainInterface Of<TGrainInterface>(IdSpan key, string? prefix) =>
        (TGrainInterface)GetGrain(typeof(TGrainInterface), key, prefix!);

    private GrainReference Reference(GrainId grainId, Type interfaceType) =>
        _activator.CreateReference(grainId, InterfaceTypeOf(interfaceType));
}
