using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.GrainReferences;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Timers;
using SvaOrleans.Simulation.Hosting.Activations;
using SvaOrleans.Simulation.Hosting.Calls;
using SvaOrleans.Simulation.Hosting.Extensions;
using SvaOrleans.Simulation.Hosting.Persistence;
using SvaOrleans.Simulation.Hosting.References;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>The services of one cluster: what the test configured, what Orleans knows of the grains, and ours where a call, an activation or time is
/// concerned.</summary>
internal static class OrleansServices
{
    internal static (ServiceProvider Services, GrainAssemblies Grains) Build(
        IReadOnlyList<GrainSource> sources, IReadOnlyList<Action<ISiloBuilder>> configure, VirtualClock clock, ClusterHolder holder)
    {
        ServiceCollection services = new();
        services.AddLogging();
        Silo silo = new(services);
        foreach (Action<ISiloBuilder> apply in configure)
        {
            apply(silo);
        }

        foreach (ServiceDescriptor memory in services.Where(OrleansInternals.IsMemoryStorage).ToArray())
        {
            services.Remove(memory);
        }

        bool changesTypes = services.Any(static service => service.ServiceType.Assembly == typeof(TypeManifestOptions).Assembly
            || (service.ServiceType.IsGenericType && (service.ServiceType.GenericTypeArguments.Contains(typeof(TypeManifestOptions))
                || service.ServiceType.GetGenericTypeDefinition() == typeof(IAttributeToFactoryMapper<>))));
        GrainAssemblies grains = GrainAssemblies.Of(sources, changesTypes ? configure : []);
        CallRuntime calls = new(grains);
        services.AddSingleton(calls);
        services.AddSingleton<IGrainReferenceRuntime>(calls);
        services.AddSingleton(given => new GrainReferenceActivator(given, [new ReferenceActivators(calls, grains, given)]));
        services.AddSingleton(grains.Manifest);
        services.AddSingleton(grains.Interfaces);
        services.AddSingleton(grains.Types);
        services.AddSingleton(grains.Classes);
        services.AddSingleton(grains.Codecs);
        services.AddSingleton(grains.CopyContexts);
        services.AddSingleton(grains.Copier);
        services.AddSingleton<IActivatorProvider>(grains.Codecs);
        services.AddSingleton(
            OrleansInternals.StorageInstruments, _ => grains.Orleans.GetRequiredService(OrleansInternals.StorageInstruments));
        services.AddSingleton<StateFactory>();
        services.AddSingleton<IPersistentStateFactory>(static given => given.GetRequiredService<StateFactory>());
        services.AddSingleton<IGrainFactory>(_ => holder.Cluster.GrainFactory);
        services.AddSingleton<IClusterClient>(_ => holder.Cluster.References);
        services.AddSingleton<IGrainContextAccessor, ContextAccessor>();
        services.AddScoped<ActivationScope>();
        services.AddScoped<IGrainContext>(static scope => scope.GetRequiredService<ActivationScope>().Context!);
        services.AddKeyedTransient<IGrainExtension, ManagementExtension>(typeof(IGrainManagementExtension));
        services.AddSingleton<IGrainRuntime>(_ => holder.Cluster.GrainRuntime);
        services.AddSingleton<ITimerRegistry>(_ => holder.Cluster.GrainRuntime);
        services.AddSingleton<IReminderRegistry>(_ => holder.Cluster.Reminders);
        services.AddKeyedTransient<IGrainExtension>(
            typeof(IAsyncEnumerableGrainExtension), static (given, _) => ActivatorUtilities.CreateInstance<AsyncEnumerations>(given));
        services.AddSingleton<TimeProvider>(clock);
        services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, clock);
        return (services.BuildServiceProvider(), grains);
    }

    /// <summary>The cluster that the container serves; it is made after the container.</summary>
    internal sealed class ClusterHolder
    {
        internal SimulatedCluster Cluster { get; set; } = null!;
    }

    private sealed class Silo(IServiceCollection services) : ISiloBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => field ??= new ConfigurationBuilder().Build();
    }
}
