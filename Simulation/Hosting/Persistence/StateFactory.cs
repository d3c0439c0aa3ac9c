using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using SvaOrleans.Simulation.Hosting.Activations;

namespace SvaOrleans.Simulation.Hosting.Persistence;

/// <summary>Gives grains their records: in the world's storage, or where the test has registered a storage provider of its own, there.</summary>
internal sealed class StateFactory(IActivatorProvider activators) : IPersistentStateFactory
{
    private readonly PersistentStateFactory _orleans = new();

    public IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config)
    {
        IServiceProvider services = ((SimulatedGrainContext)context).Cluster.Services;
        IGrainStorage? own = string.IsNullOrWhiteSpace(config.StorageName)
            ? services.GetService<IGrainStorage>()
            : services.GetKeyedService<IGrainStorage>(config.StorageName);
        return own is not null ? _orleans.Create<TState>(context, config)
            : InWorld<TState>(context, string.IsNullOrWhiteSpace(config.StorageName) ? config.StateName : $"{config.StorageName}/{config.StateName}");
    }

    /// <summary>A record in the world's storage.</summary>
    internal StoredState<TState> InWorld<TState>(IGrainContext context, string name) =>
        new((SimulatedGrainContext)context, name, activators.GetActivator<TState>().Create);
}
