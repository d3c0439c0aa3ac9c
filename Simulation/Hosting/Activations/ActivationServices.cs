using Microsoft.Extensions.DependencyInjection;

namespace SvaOrleans.Simulation.Hosting.Activations;

/// <summary>The services of one activation. Its scope of the container is made when a service is requested that the cluster does not
/// provide.</summary>
internal sealed class ActivationServices(SimulatedGrainContext context, SimulatedCluster cluster)
    : IServiceProvider,
        IKeyedServiceProvider,
        IServiceProviderIsKeyedService,
        IAsyncDisposable
{
    private AsyncServiceScope? _scope;

    private IServiceProvider Scope => (_scope ??= Open()).ServiceProvider;

    public object? GetService(Type serviceType) =>
        serviceType == typeof(IGrainRuntime) ? cluster.GrainRuntime
        : serviceType == typeof(IGrainContext) ? context
        : serviceType == typeof(IGrainFactory) ? cluster.GrainFactory
        : serviceType == typeof(TimeProvider) ? cluster.TimeProvider
        : serviceType == typeof(IServiceProvider) ? this
        : Scope.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        ((IKeyedServiceProvider)Scope).GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        ((IKeyedServiceProvider)Scope).GetRequiredKeyedService(serviceType, serviceKey);

    public bool IsService(Type serviceType) => cluster.Services.GetRequiredService<IServiceProviderIsService>().IsService(serviceType);

    public bool IsKeyedService(Type serviceType, object? serviceKey) =>
        cluster.Services.GetRequiredService<IServiceProviderIsKeyedService>().IsKeyedService(serviceType, serviceKey);

    public ValueTask DisposeAsync()
    {
        var scope = _scope;
        _scope = null;
        return scope?.DisposeAsync() ?? default;
    }

    private AsyncServiceScope Open()
    {
        var scope = cluster.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActivationScope>().Context = context;
        return scope;
    }
}
