using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Storage;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>All that this assembly uses of Orleans and that is not public there. A version that moves one of them fails in a test of this
/// file's.</summary>
internal static class OrleansInternals
{
    /// <summary>The method that filters and predicates see when a timer ticks.</summary>
    internal static MethodInfo TickMethod { get; } =
        typeof(GrainContextActivator)
            .Assembly.GetType("Orleans.Runtime.IGrainTimerInvoker", throwOnError: true)!
            .GetMethod("InvokeCallbackAsync")!;

    /// <summary>What counts the reads and writes of storage providers; without it there is no bridge to them.</summary>
    internal static Type StorageInstruments { get; } =
        typeof(IGrainStorageSerializer).Assembly.GetType("Orleans.Runtime.StorageInstruments", throwOnError: true)!;

    /// <summary>Says whose turn it is: the parameterless constructor of a grain, call-chain sections and scoped services ask for
    /// it.</summary>
    internal static void EnterTurn(IGrainContext? context) => SetExecutionContext(null, context!, out _);

    /// <summary>What the grain classes and interfaces of the referenced assemblies say of themselves.</summary>
    internal static GrainManifest ManifestOf(IServiceProvider services)
    {
        var type = typeof(GrainContextActivator).Assembly.GetType("Orleans.Metadata.SiloManifestProvider", throwOnError: true)!;
        return (GrainManifest)type.GetProperty("SiloManifest")!.GetValue(services.GetRequiredService(type))!;
    }

    /// <summary>An exception for a call that no silo carried out.</summary>
    internal static OrleansMessageRejectionException Rejection(string message) => NewRejection(message);

    /// <summary>True once, for the activation whose write failed: only that one is spoiled, not the callers through which the exception
    /// passes.</summary>
    internal static bool TakeIsSource(InconsistentStateException fault)
    {
        var isSource = GetIsSourceActivation(fault);
        SetIsSourceActivation(fault, false);
        return isSource;
    }

    /// <summary>True for what AddMemoryGrainStorage registers: on the simulated engine the world's own storage does that work.</summary>
    internal static bool IsMemoryStorage(ServiceDescriptor service)
    {
        Delegate? factory = service.IsKeyedService ? service.KeyedImplementationFactory : service.ImplementationFactory;
        return factory?.Target?.GetType() is { IsGenericType: true } closure
            && closure.Assembly == typeof(GrainContextActivator).Assembly
            && Array.Exists(closure.GetGenericArguments(), static argument => argument.FullName == "Orleans.Storage.MemoryGrainStorage");
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "SetExecutionContext")]
    private static extern void SetExecutionContext(
        [UnsafeAccessorType("Orleans.Runtime.RuntimeContext, Orleans.Core.Abstractions")] object? type,
        IGrainContext context,
        out IGrainContext? previous
    );

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern OrleansMessageRejectionException NewRejection(string message);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_IsSourceActivation")]
    private static extern bool GetIsSourceActivation(InconsistentStateException fault);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_IsSourceActivation")]
    private static extern void SetIsSourceActivation(InconsistentStateException fault, bool value);
}
