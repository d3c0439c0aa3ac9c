using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Metadata;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.TypeSystem;
using SvaOrleans.Simulation.Hosting.References;
using SvaOrleans.Simulation.Hosting.Refusals;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>What Orleans knows of some assemblies with grains: classes, interfaces, codecs and copiers. It never changes and is shared by
/// all clusters of the process that have the same grains, since finding it out takes as long as a thousand short runs.</summary>
internal sealed class GrainAssemblies
{
    // Its grain classes stand in for Orleans' own and are no classes of a test.
    private static readonly Assembly Own = typeof(GrainAssemblies).Assembly;

    private static readonly ConcurrentDictionary<Key, Lazy<GrainAssemblies>> Known = [];

    private readonly ConcurrentDictionary<Type, Func<GrainReferenceShared, IdSpan, GrainReference>> _references = [];
    private readonly ConcurrentDictionary<Type, GrainConstructor> _constructors = [];
    private readonly Dictionary<GrainInterfaceType, Type> _proxies = [];

    private GrainAssemblies(IReadOnlyList<GrainSource> sources, IReadOnlyList<Action<ISiloBuilder>> configure)
    {
        ServiceCollection services = new();
        services.AddOrleans(silo =>
        {
            foreach (var apply in configure)
            {
                apply(silo);
            }
        });
        services.AddSerializer(serializer =>
        {
            serializer.AddAssembly(Own);
            foreach (var source in sources)
            {
                serializer.AddAssembly(source.Assembly);
            }
        });
        if (sources.Count > 0)
        {
            services.PostConfigure<GrainTypeOptions>(options => Keep(options, sources));
        }

        services.Replace(ServiceDescriptor.Singleton<IClusterManifestProvider, LocalManifest>());
        Orleans = services.BuildServiceProvider();
        Interfaces = Orleans.GetRequiredService<GrainInterfaceTypeResolver>();
        Types = Orleans.GetRequiredService<GrainInterfaceTypeToGrainTypeResolver>();
        Classes = Orleans.GetRequiredService<GrainClassMap>();
        Manifest = Orleans.GetRequiredService<IClusterManifestProvider>();
        Codecs = Orleans.GetRequiredService<CodecProvider>();
        CopyContexts = Orleans.GetRequiredService<CopyContextPool>();
        Copier = Orleans.GetRequiredService<DeepCopier>();
        TypeConverter = Orleans.GetRequiredService<TypeConverter>();
        foreach (var proxy in Orleans.GetRequiredService<IOptions<TypeManifestOptions>>().Value.InterfaceProxies)
        {
            if (typeof(IAddressable).IsAssignableFrom(proxy))
            {
                var definition = proxy.IsGenericType ? proxy.GetGenericTypeDefinition() : proxy;
                _proxies[Interfaces.GetGrainInterfaceType(MainInterface(definition))] = definition;
            }
        }
    }

    /// <summary>The classes and interfaces that cannot be simulated.</summary>
    internal IReadOnlyList<BuildRefusal> Refused =>
        field ??= [.. RefusedClasses.In(GrainClasses()), .. RefusedMessages.In(GrainInterfaces(), Codecs)];

    /// <summary>The container of a silo that never starts.</summary>
    internal ServiceProvider Orleans { get; }

    internal GrainInterfaceTypeResolver Interfaces { get; }

    internal GrainInterfaceTypeToGrainTypeResolver Types { get; }

    internal GrainClassMap Classes { get; }

    internal IClusterManifestProvider Manifest { get; }

    internal CodecProvider Codecs { get; }

    internal CopyContextPool CopyContexts { get; }

    internal DeepCopier Copier { get; }

    private TypeConverter TypeConverter { get; }

    /// <summary>The grain classes and interfaces of some assemblies.</summary>
    /// <param name="sources">The assemblies.</param>
    /// <param name="configure">How a silo is configured, where that concerns what types look like; then nothing is shared.</param>
    internal static GrainAssemblies Of(IReadOnlyList<GrainSource> sources, IReadOnlyList<Action<ISiloBuilder>> configure) =>
        configure.Count > 0
            ? new GrainAssemblies(sources, configure)
            : Known.GetOrAdd(new Key(sources), static key => new Lazy<GrainAssemblies>(() => new GrainAssemblies(key.Sources, []))).Value;

    /// <summary>Makes a reference of the class that the code generator emitted for an interface; null for no such class.</summary>
    internal Func<GrainReferenceShared, IdSpan, GrainReference>? ReferenceConstructor(GrainInterfaceType interfaceType)
    {
        Type? type;
        if (interfaceType.IsDefault)
        {
            type = typeof(UntypedReference);
        }
        else if (GenericGrainInterfaceType.TryParse(interfaceType, out var generic))
        {
            type = _proxies.TryGetValue(generic.GetGenericGrainType().Value, out var definition)
                ? definition.MakeGenericType(generic.GetArguments(TypeConverter))
                : null;
        }
        else
        {
            type = _proxies.GetValueOrDefault(interfaceType);
        }

        return type is null ? null : _references.GetOrAdd(type, Emit);
    }

    /// <summary>Makes instances of a grain class.</summary>
    internal GrainConstructor ConstructorOf(Type grainClass) =>
        _constructors.GetOrAdd(grainClass, type => new GrainConstructor(Orleans, type));

    /// <summary>The classes that are not generic and have an attribute, by grain type.</summary>
    internal IEnumerable<(GrainType GrainType, Type Class)> ClassesWith(Type attribute)
    {
        var types = Orleans.GetRequiredService<GrainTypeResolver>();
        return GrainClasses()
            .Where(type => !type.IsGenericType && type.IsDefined(attribute, inherit: true))
            .Select(type => (types.GetGrainType(type), type))
            .OrderBy(static named => named.Item1.ToString(), StringComparer.Ordinal);
    }

    private IEnumerable<Type> GrainClasses() =>
        Orleans
            .GetRequiredService<IOptions<GrainTypeOptions>>()
            .Value.Classes.Where(static type => !PlatformAssemblies.IsOrleans(type.Assembly));

    // Those that no class has are never called.
    private IEnumerable<Type> GrainInterfaces() =>
        Orleans
            .GetRequiredService<IOptions<GrainTypeOptions>>()
            .Value.Interfaces.Where(static type => !PlatformAssemblies.IsOrleans(type.Assembly))
            .Intersect(GrainClasses().SelectMany(static type => type.GetInterfaces()));

    private static Type MainInterface(Type proxy)
    {
        Type main = proxy.GetInterfaces().Aggregate(static (main, next) => main.IsAssignableFrom(next) ? next : main);
        return main.IsGenericType ? main.GetGenericTypeDefinition() : main;
    }

    private static Func<GrainReferenceShared, IdSpan, GrainReference> Emit(Type type)
    {
        var constructor = type.GetConstructor(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
            [typeof(GrainReferenceShared), typeof(IdSpan)]
        )!;
        DynamicMethod method = new(type.Name, typeof(GrainReference), [typeof(object), typeof(GrainReferenceShared), typeof(IdSpan)]);
        var body = method.GetILGenerator();
        body.Emit(OpCodes.Ldarg_1);
        body.Emit(OpCodes.Ldarg_2);
        body.Emit(OpCodes.Newobj, constructor);
        body.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<GrainReferenceShared, IdSpan, GrainReference>>(null);
    }

    // Orleans knows the grains of every assembly that the program refers to; a cluster of ours knows those that were added, and what they
    // refer to.
    private static void Keep(GrainTypeOptions options, IReadOnlyList<GrainSource> sources)
    {
        Dictionary<Assembly, Func<Type, bool>> wanted = [];
        foreach (var source in sources)
        {
            Add(source.Assembly, source.IsWanted, wanted);
        }

        options.Classes.RemoveWhere(type => !IsWanted(type) || type.Assembly == Own);
        options.Interfaces.RemoveWhere(type => !IsWanted(type) && type.Assembly != Own);

        bool IsWanted(Type type) =>
            PlatformAssemblies.IsOrleans(type.Assembly) || (wanted.TryGetValue(type.Assembly, out var isWanted) && isWanted(type));
    }

    private static void Add(Assembly assembly, Func<Type, bool> isWanted, Dictionary<Assembly, Func<Type, bool>> wanted)
    {
        if (!wanted.TryAdd(assembly, isWanted))
        {
            return;
        }

        foreach (var name in assembly.GetReferencedAssemblies())
        {
            if (
                !PlatformAssemblies.IsNamedAsPlatform(name.Name!)
                && Assembly.Load(name) is var referred
                && !PlatformAssemblies.IsOrleans(referred)
            )
            {
                Add(referred, isWanted, wanted);
            }
        }
    }

    private sealed class UntypedReference(GrainReferenceShared shared, IdSpan key) : GrainReference(shared, key);

    private readonly struct Key(IReadOnlyList<GrainSource> sources) : IEquatable<Key>
    {
        internal IReadOnlyList<GrainSource> Sources { get; } = [.. sources];

        public bool Equals(Key other) => Sources.SequenceEqual(other.Sources);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => Sources.Count == 0 ? 0 : Sources[0].Assembly.GetHashCode();
    }
}

/// <summary>An assembly with grains, and which of them are wanted.</summary>
/// <param name="Assembly">The assembly.</param>
/// <param name="IsWanted">True for the interfaces and classes to know, here and in the assemblies that it refers to.</param>
internal readonly record struct GrainSource(Assembly Assembly, Func<Type, bool> IsWanted);
