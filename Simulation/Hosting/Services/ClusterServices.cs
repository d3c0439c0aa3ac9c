using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Hosting.Filters;
using SvaOrleans.Simulation.Hosting.Startup;

namespace SvaOrleans.Simulation.Hosting.Services;

/// <summary>The container of a cluster. When singletons of the test can hold state, each run gets a container of its own, made by the same
/// configuration, so that no run depends on the ones before it.</summary>
internal sealed class ClusterServices
{
    private readonly Func<ServiceCollection> _configure;
    private readonly Func<ServiceCollection, ServiceProvider> _provide;
    private readonly Func<IServiceProvider, ServiceProvider> _client;
    private object?[]? _instances;
    private bool _isRenewed;

    /// <summary>Makes the first container.</summary>
    /// <param name="configured">What the test has registered.</param>
    /// <param name="configure">Registers it again.</param>
    /// <param name="provide">Adds what the cluster gives, and makes the container.</param>
    /// <param name="client">Makes the client's container.</param>
    internal ClusterServices(
        ServiceCollection configured,
        Func<ServiceCollection> configure,
        Func<ServiceCollection, ServiceProvider> provide,
        Func<IServiceProvider, ServiceProvider> client
    )
    {
        _configure = configure;
        _provide = provide;
        _client = client;
        _isRenewed = Watch(configured);
        Current = provide(configured);
        Client = client(Current);
    }

    /// <summary>The container of the run.</summary>
    internal ServiceProvider Current { get; private set; }

    /// <summary>The container of the run's client.</summary>
    internal ServiceProvider Client { get; private set; }

    /// <summary>Gives the filters and the startup tasks of the container to the world.</summary>
    internal void JoinTo(World world, SimulatedCluster cluster)
    {
        IIncomingGrainCallFilter[] incoming = [.. Current.GetServices<IIncomingGrainCallFilter>()];
        world.IncomingFilters =
            incoming.Length == 0
                ? null
                : [.. incoming.Select(filter => (Func<FilteredCall, Task>)(call => filter.Invoke(new IncomingContext(cluster, call))))];
        world.OutgoingFilters = OutgoingOf(Current);
        world.ClientFilters = OutgoingOf(Client);
        world.Boot = StartupTasks.Of(Current, world.Options.Silos.Count);

        Func<FilteredCall, Task>[]? OutgoingOf(IServiceProvider services)
        {
            IOutgoingGrainCallFilter[] outgoing = [.. services.GetServices<IOutgoingGrainCallFilter>()];
            return outgoing.Length == 0
                ? null
                : [.. outgoing.Select(filter => (Func<FilteredCall, Task>)(call => filter.Invoke(new OutgoingContext(cluster, call))))];
        }
    }

    /// <summary>Makes a new container if a run could have left something in the one that there is.</summary>
    /// <returns>True if there is a new one.</returns>
    internal bool Renew()
    {
        if (!_isRenewed)
        {
            return false;
        }

        var again = _configure();
        var before = _instances;
        _isRenewed = Watch(again);
        if (
            before is not null
            && !before.Contains(null)
            && _instances is not null
            && before.SequenceEqual(_instances, ReferenceEqualityComparer.Instance)
        )
        {
            _isRenewed = false; // all of them are objects that the test made itself, and keeps
            return false;
        }

        Current = _provide(again);
        Client = _client(Current);
        return true;
    }

    private bool Watch(ServiceCollection services)
    {
        _instances = [.. services.Where(static service => service.MayHoldState()).Select(static service => service.Instance())];
        return _instances.Length > 0;
    }
}
