using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace SvaOrleans.Simulation.Hosting.Services;

/// <summary>Questions about the services that a test registers.</summary>
internal static class ServiceDescriptors
{
    /// <summary>The class that implements a service, or the class of the factory method that makes it.</summary>
    internal static Type? Implementation(this ServiceDescriptor service) =>
        service.IsKeyedService
            ? service.KeyedImplementationType
                ?? service.KeyedImplementationInstance?.GetType()
                ?? service.KeyedImplementationFactory?.Method.DeclaringType
            : service.ImplementationType
                ?? service.ImplementationInstance?.GetType()
                ?? service.ImplementationFactory?.Method.DeclaringType;

    /// <summary>The object that a service is, if it was registered as one.</summary>
    internal static object? Instance(this ServiceDescriptor service) =>
        service.IsKeyedService ? service.KeyedImplementationInstance : service.ImplementationInstance;

    /// <summary>Whether a service can hold state of a run: a singleton that is neither Orleans' own nor of Microsoft's
    /// extensions.</summary>
    internal static bool MayHoldState(this ServiceDescriptor service) =>
        service.Lifetime == ServiceLifetime.Singleton
        && service.Implementation() is { } type
        && !PlatformAssemblies.IsPlatform(type)
        && type.Assembly != typeof(ServiceDescriptors).Assembly;

    /// <summary>True for what AddMemoryStreams and its relatives register: on the simulated engine the cluster's own streams do that
    /// work.</summary>
    internal static bool IsOfStreaming(this ServiceDescriptor service) =>
        service.Implementation() is { } type
        && PlatformAssemblies.IsPlatform(type)
        && (type.Assembly == typeof(IStreamProvider).Assembly || service.ServiceType.Assembly == typeof(IStreamProvider).Assembly);
}
