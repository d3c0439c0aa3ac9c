using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.GrainReferences;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.Session;
using Orleans.Storage;
using Orleans.Streams;
using Orleans.Timers;
using SvaOrleans.Simulation.Engine.Time;
using SvaOrleans.Simulation.Hosting.Activations;
using SvaOrleans.Simulation.Hosting.Calls;
using SvaOrleans.Simulation.Hosting.Extensions;
using SvaOrleans.Simulation.Hosting.Persistence;
using SvaOrleans.Simulation.Hosting.References;
using SvaOrleans.Simulation.Hosting.Refusals;
using SvaOrleans.Simulation.Hosting.Services;
using SvaOrleans.Simulation.Hosting.Silos;
using SvaOrleans.Simulation.Hosting.Startup;
using SvaOrleans.Simulation.Hosting.Streams;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>The services of one cluster: what the test configured, what Orleans knows of the grains, and ours where a call, an activation or time is
/// concerned.</summary>
internal static class OrleansServices
{
    internal static (ClusterServices Services, GrainAssemblies Grains) Build(
        IReadOnlyList<GrainSource> sources,
        IReadOnlyList<Action<ISiloBuilder>> configure,
        Func<IServiceProvider, ServiceProvider> client,
        VirtualClock clock,
        ClusterHolder holder
    )
    {
        var configured = Configure(configure);
        var changesTypes = configured.Any(static service =>
            service.ServiceType.Assembly == typeof(TypeManifestOptions).Assembly
            || (
                service.ServiceType.IsGenericType
                && (
                    service.ServiceType.GenericTypeArguments.Contains(typeof(TypeManifestOptions))
                    || service.ServiceType.GetGenericTypeDefinition() == typeof(IAttributeToFactoryMapper<>)
                )
            )
        );
        Refusal[] refused = [.. RefusedServices.In(configured)];
        var grains = GrainAssemblies.Of(sources, changesTypes && refused.Length == 0 ? configure : []);
        Refusal.Throw([.. refused, .. grains.Refused]);
        CallRuntime calls = new(grains);
        return (
            new ClusterServices(
                configured,
                () => Configure(configure),
                services => Provide(services, grains, calls, clock, holder),
                client
            ),
            grains
        );
    }

    private static ServiceCollection Configure(IReadOnlyList<Action<ISiloBuilder>> configure)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<IHostEnvironment, SimulatedEnvironment>();
        services.AddSingleton<IHostApplicationLifetime, SimulatedLifetime>();
        Silo silo = new(services);
        services.AddSingleton(silo.Configuration);
        foreach (var apply in configure)
        {
            apply(silo);
        }

        foreach (
            var replaced in services
                .Where(static service =>
                    OrleansInternals.IsMemoryStorage(service) || StartupTasks.IsOther(service) || service.IsOfStreaming()
                )
                .ToArray()
        )
        {
            services.Remove(replaced);
        }

        return services;
    }

    private static ServiceProvider Provide(
        ServiceCollection services,
        GrainAssemblies grains,
        CallRuntime calls,
        VirtualClock clock,
        ClusterHolder holder
    )
    {
        services.AddSingleton(calls);
        services.AddSingleton<IGrainReferenceRuntime>(calls);
        services.AddSingleton(given =>
            holder.References ??= new GrainReferenceActivator(given, [new ReferenceActivators(calls, grains, given)])
        );
        services.AddSingleton(grains.Manifest);
        services.AddSingleton(grains.Interfaces);
        services.AddSingleton(grains.Types);
        services.AddSingleton(grains.Classes);
        services.AddSingleton(grains.Codecs);
        services.AddSingleton(grains.CopyContexts);
        services.AddSingleton(grains.Copier);
        services.AddSingleton<IActivatorProvider>(grains.Codecs);
        services.AddSingleton<ICodecProvider>(grains.Codecs);
        services.AddSingleton<IDeepCopierProvider>(grains.Codecs);
        services.AddSingleton(_ => grains.Orleans.GetRequiredService<SerializerSessionPool>());
        services.AddSingleton(_ => grains.Orleans.GetRequiredService<Serializer>());
        services.AddSingleton(_ => grains.Orleans.GetRequiredService<ObjectSerializer>());
        services.AddSingleton(_ => grains.Orleans.GetRequiredService<OrleansJsonSerializer>());
        services.AddSingleton(_ => grains.Orleans.GetRequiredService<IGrainStorageSerializer>());
        services.AddSingleton(typeof(Serializer<>));
        services.AddSingleton(typeof(DeepCopier<>));
        services.AddSingleton(
            OrleansInternals.StorageInstruments,
            _ => grains.Orleans.GetRequiredService(OrleansInternals.StorageInstruments)
        );
        services.AddSingleton<StateFactory>();
        services.AddSingleton<IPersistentStateFactory>(static given => given.GetRequiredService<StateFactory>());
        services.AddSingleton<IGrainFactory>(_ => holder.Cluster.GrainFactory);
        services.AddSingleton<IClusterClient>(_ => holder.Cluster.References);
        services.AddSingleton(given => new LocalSilo(holder.Cluster, given.GetRequiredService<IOptions<ClusterOptions>>()));
        services.AddSingleton<ILocalSiloDetails>(static given => given.GetRequiredService<LocalSilo>());
        services.AddSingleton<ISiloStatusOracle>(static given => given.GetRequiredService<LocalSilo>());
        services.AddSingleton<IGrainContextAccessor, ContextAccessor>();
        services.AddScoped<ActivationScope>();
        services.AddScoped<IGrainContext>(static scope => scope.GetRequiredService<ActivationScope>().Context!);
        services.AddKeyedTransient<IGrainExtension, ManagementExtension>(typeof(IGrainManagementExtension));
        services.AddSingleton<IGrainRuntime>(_ => holder.Cluster.GrainRuntime);
        services.AddSingleton<ITimerRegistry>(_ => holder.Cluster.GrainRuntime);
        services.AddSingleton<IReminderRegistry>(_ => holder.Cluster.Reminders);
        services.AddKeyedTransient<IGrainExtension>(
            typeof(IAsyncEnumerableGrainExtension),
            static (given, _) => ActivatorUtilities.CreateInstance<AsyncEnumerations>(given)
        );
        services.AddKeyedTransient<IGrainExtension>(
            typeof(IStreamConsumer),
            (given, _) => new StreamConsumer(given.GetRequiredService<IGrainContext>(), holder.Cluster.Streams)
        );
        services.AddKeyedSingleton<IStreamProvider>(
            KeyedService.AnyKey,
            (_, name) => new SimulatedStreamProvider(holder.Cluster, (string)name!)
        );
        services.AddSingleton<TimeProvider>(clock);
        services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, clock);
        return services.BuildServiceProvider();
    }

    /// <summary>The cluster that the container serves; it is made after the container.</summary>
    internal sealed class ClusterHolder
    {
        internal SimulatedCluster Cluster { get; set; } = null!;

        /// <summary>Makes the cluster's references, in all its containers.</summary>
        internal GrainReferenceActivator? References { get; set; }
    }

    private sealed class Silo(IServiceCollection services) : ISiloBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => field ??= new ConfigurationBuilder().Build();
    }
}
