using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting.Services;

namespace SvaOrleans.Simulation.Hosting;

/// <content>What the builder has in common with Orleans' InProcessTestClusterBuilder.</content>
public sealed partial class SimulatedClusterBuilder
{
    private readonly List<Action<IClientBuilder>> _configureClient = [];

    /// <summary>Configures the silos. All silos share one container, so this is called once, with the first silo's options.</summary>
    /// <param name="configure">Configures.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder ConfigureSilo(Action<SimulatedSiloOptions, ISiloBuilder> configure) =>
        ConfigureSilo(silo => configure(new SimulatedSiloOptions(_silos[0]), silo));

    /// <summary>Configures the client, which has services and outgoing filters of its own. Grain references and the clock are those of the cluster.</summary>
    /// <param name="configure">Configures.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder ConfigureClient(Action<IClientBuilder> configure)
    {
        _configureClient.Add(configure);
        return this;
    }

    /// <summary>Chooses every next step at random from what is ready; equal seeds give equal runs.</summary>
    /// <param name="seed">The seed.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder UseSeed(ulong seed) => UseStrategy(new RandomStrategy(seed));

    private ServiceProvider ClientServices(IServiceProvider silo)
    {
        ServiceCollection services = new();
        if (_configureClient.Count > 0)
        {
            services.AddLogging();
            services.AddSingleton(_ => silo.GetRequiredService<IClusterClient>());
            services.AddSingleton<IGrainFactory>(_ => silo.GetRequiredService<IClusterClient>());
            services.AddSingleton(_ => silo.GetRequiredService<TimeProvider>());
        }

        Client client = new(services);
        foreach (var apply in _configureClient)
        {
            apply(client);
        }

        foreach (var replaced in services.Where(static service => service.IsOfStreaming()).ToArray())
        {
            services.Remove(replaced);
        }

        services.AddKeyedSingleton<IStreamProvider>(KeyedService.AnyKey, (_, name) => silo.GetRequiredKeyedService<IStreamProvider>(name));
        return services.BuildServiceProvider();
    }

    private sealed class Client(IServiceCollection services) : IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => field ??= new ConfigurationBuilder().Build();
    }
}
