using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.GrainReferences;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.TypeSystem;
using SvaOrleans.Simulation.Hosting.Calls;

namespace SvaOrleans.Simulation.Hosting.References;

/// <summary>Makes references from the classes that Orleans' code generator emitted; their request objects come from the world's pools.</summary>
internal sealed class ReferenceActivators : IGrainReferenceActivatorProvider
{
    private readonly CallRuntime _runtime;
    private readonly CodecProvider _codecs;
    private readonly CopyContextPool _copyContexts;
    private readonly TypeConverter _typeConverter;
    private readonly Dictionary<GrainInterfaceType, Type> _classes = [];

    public ReferenceActivators(IServiceProvider services, IOptions<TypeManifestOptions> manifest, GrainInterfaceTypeResolver interfaces)
    {
        _runtime = services.GetRequiredService<CallRuntime>();
        _codecs = services.GetRequiredService<CodecProvider>();
        _copyContexts = services.GetRequiredService<CopyContextPool>();
        _typeConverter = services.GetRequiredService<TypeConverter>();
        foreach (Type proxy in manifest.Value.InterfaceProxies)
        {
            if (typeof(IAddressable).IsAssignableFrom(proxy))
            {
                Type definition = proxy.IsGenericType ? proxy.GetGenericTypeDefinition() : proxy;
                _classes[interfaces.GetGrainInterfaceType(MainInterface(definition))] = definition;
            }
        }
    }

    public bool TryGet(GrainType grainType, GrainInterfaceType interfaceType, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IGrainReferenceActivator? activator)
    {
        activator = null;
        Type? type;
        if (interfaceType.IsDefault)
        {
            type = null;
        }
        else if (GenericGrainInterfaceType.TryParse(interfaceType, out GenericGrainInterfaceType generic))
        {
            if (!_classes.TryGetValue(generic.GetGenericGrainType().Value, out type))
            {
                return false;
            }

            type = type.MakeGenericType(generic.GetArguments(_typeConverter));
        }
        else if (!_classes.TryGetValue(interfaceType, out type))
        {
            return false;
        }

        GrainReferenceShared shared = new(grainType, interfaceType, 0, _runtime, InvokeMethodOptions.None, _codecs, _copyContexts, _runtime);
        activator = new Activator(shared, ConstructorOf(type ?? typeof(UntypedReference)));
        return true;
    }

    private static Type MainInterface(Type proxy)
    {
        Type main = proxy.GetInterfaces().Aggregate(static (main, next) => main.IsAssignableFrom(next) ? next : main);
        return main.IsGenericType ? main.GetGenericTypeDefinition() : main;
    }

    private static Func<GrainReferenceShared, IdSpan, GrainReference> ConstructorOf(Type type)
    {
        ConstructorInfo constructor = type.GetConstructor(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [typeof(GrainReferenceShared), typeof(IdSpan)])!;
        DynamicMethod method = new(type.Name, typeof(GrainReference), [typeof(object), typeof(GrainReferenceShared), typeof(IdSpan)]);
        ILGenerator body = method.GetILGenerator();
        body.Emit(OpCodes.Ldarg_1);
        body.Emit(OpCodes.Ldarg_2);
        body.Emit(OpCodes.Newobj, constructor);
        body.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<GrainReferenceShared, IdSpan, GrainReference>>(null);
    }

    private sealed class Activator(GrainReferenceShared shared, Func<GrainReferenceShared, IdSpan, GrainReference> create) : IGrainReferenceActivator
    {
        public GrainReference CreateReference(GrainId grainId) => create(shared, grainId.Key);
    }

    private sealed class UntypedReference(GrainReferenceShared shared, IdSpan key) : GrainReference(shared, key);
}
