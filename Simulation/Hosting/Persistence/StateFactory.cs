using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Providers;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace SvaOrleans.Simulation.Hosting.Persistence;

/// <summary>Gives grains their records: in the world's storage, or where the test has registered a storage provider of its own,
/// there.</summary>
internal sealed class StateFactory(IActivatorProvider activators) : IPersistentStateFactory
{
    private const string BaseClassRecord = "state";

    private readonly PersistentStateFactory _orleans = new();

    public IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config) =>
        ProviderOf(context, config.StorageName) is null
            ? InWorld<TState>(context, config.StateName)
            : _orleans.Create<TState>(context, config);

    /// <summary>The record of a class that derives from <see cref="Grain{TState}"/>.</summary>
    internal IStorage<TState> OfBaseClass<TState>(IGrainContext context)
    {
        var name = context.GrainInstance!.GetType().GetCustomAttribute<StorageProviderAttribute>()?.ProviderName;
        return ProviderOf(context, name) is { } own
            ? new StateStorageBridge<TState>(BaseClassRecord, context, own)
            : InWorld<TState>(context, BaseClassRecord);
    }

    private static IGrainStorage? ProviderOf(IGrainContext context, string? name)
    {
        var services = ((SimulatedGrainContext)context).Cluster.Services;
        return string.IsNullOrWhiteSpace(name) ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(name);
    }

    // A record in the world's storage.
    private StoredState<TState> InWorld<TState>(IGrainContext context, string name) =>
        new((SimulatedGrainContext)context, name, activators.GetActivator<TState>().Create);
}
