using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Admission;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Engine.Time;
using SvaOrleans.Simulation.Hosting.Activations;
using SvaOrleans.Simulation.Hosting.Calls;
using SvaOrleans.Simulation.Hosting.Persistence;
using SvaOrleans.Simulation.Hosting.References;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>Builds a <see cref="SimulatedCluster"/>. One builder makes one cluster.</summary>
public sealed partial class SimulatedClusterBuilder
{
    private static readonly Func<Type, bool> All = static _ => true;

    private readonly List<GrainSource> _sources = [];
    private readonly List<Action<ISiloBuilder>> _configure = [];
    private readonly List<Action<GrainReferences>> _overrides = [];
    private Strategy _strategy = new FifoStrategy();
    private AdmissionProfile _profile = AdmissionProfile.Orleans10;
    private string[] _silos;
    private Placement? _placement;
    private TimeSpan _responseTimeout = TimeSpan.FromSeconds(30);
    private DeadlockPolicy _onDeadlock = DeadlockPolicy.Report;
    private long _maxSteps = long.MaxValue;
    private bool _recordDecisions;
    private bool _countCalls;
    private Func<GrainRequest, Func<GrainRequest, long>?>? _costOf;
    private TimeSpan? _idleAge;
    private Func<Type, bool>? _isTold;
    private bool _watchesOutsideWork = true;
    private bool _isBuilt;

    /// <summary>Begins a cluster.</summary>
    /// <param name="initialSilosCount">How many silos it has at first; <see cref="UseSilos"/> names them.</param>
    public SimulatedClusterBuilder(int initialSilosCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(initialSilosCount, 1);
        _silos = [.. Enumerable.Range(0, initialSilosCount).Select(SimulatedCluster.NameOfSilo)];
    }

    /// <summary>The clock that the cluster will have, for a service container that is made before it.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>Adds the grain interfaces and classes of an assembly and of those that it refers to. Without any, the cluster has those of every
    /// assembly that the program refers to, as on Orleans.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder AddGrains(Assembly assembly) => AddGrains(assembly, All);

    /// <summary>Adds some of the grain interfaces and classes of an assembly and of those that it refers to.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="isWanted">True for the interfaces and classes to add.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder AddGrains(Assembly assembly, Func<Type, bool> isWanted)
    {
        _sources.Add(new(assembly, isWanted));
        return this;
    }

    /// <summary>Configures the silos as on Orleans: services, options, filters, storage providers. The container is shared by all runs, so its
    /// singletons must be stateless.</summary>
    /// <param name="configure">Configures.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder ConfigureSilo(Action<ISiloBuilder> configure)
    {
        _configure.Add(configure);
        return this;
    }

    /// <summary>Adds services that grains are injected with.</summary>
    /// <param name="configure">Adds them.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder ConfigureServices(Action<IServiceCollection> configure) =>
        ConfigureSilo(silo => configure(silo.Services));

    /// <summary>Chooses the scheduling strategy; oldest first if not said.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder UseStrategy(Strategy strategy)
    {
        _strategy = strategy;
        return this;
    }

    /// <summary>Chooses the admission profile; Orleans 10's if not said.</summary>
    /// <param name="profile">The profile.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder UseProfile(AdmissionProfile profile)
    {
        _profile = profile;
        return this;
    }

    /// <summary>Names the silos; one if not said.</summary>
    /// <param name="names">The names, at least one; no two are the same.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">There is no name, an empty one, or one twice.</exception>
    public SimulatedClusterBuilder UseSilos(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var name in names)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(names));
            if (!seen.Add(name))
            {
                throw new ArgumentException($"Two silos have the name '{name}'.", nameof(names));
            }
        }

        _silos = names.Length > 0 ? [.. names] : throw new ArgumentException("A cluster begins with at least one silo.", nameof(names));
        return this;
    }

    /// <summary>Chooses the silo of new activations; a stable hash of the identity if not said.</summary>
    /// <param name="placement">From the grain and the names of the silos that take activations, never empty, to one of those names.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder UsePlacement(Func<GrainId, IReadOnlyList<string>, string> placement)
    {
        _placement = (slot, silos) =>
        {
            string[] names = [.. silos.Select(silo => silo.Name)];
            var chosen = placement(GrainReferences.IdOf(slot), names);
            var index = Array.IndexOf(names, chosen);
            return index >= 0
                ? silos[index]
                : throw new InvalidOperationException(
                    $"Placement chose '{chosen}' for {slot}; living silos are {string.Join(", ", names)}."
                );
        };
        return this;
    }

    /// <summary>How long callers wait unless the method says otherwise; 30 s if not said.</summary>
    /// <param name="timeout">The time.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder UseResponseTimeout(TimeSpan timeout)
    {
        _responseTimeout = timeout;
        return this;
    }

    /// <summary>What happens in a deadlock; a report if not said.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder OnDeadlock(DeadlockPolicy policy)
    {
        _onDeadlock = policy;
        return this;
    }

    /// <summary>Stops a run that does not end.</summary>
    /// <param name="steps">The number of steps after which to stop it.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder LimitSteps(long steps)
    {
        _maxSteps = steps;
        return this;
    }

    /// <summary>Deactivates activations that were idle for some time, except of [KeepAlive] classes; never if not said.</summary>
    /// <param name="age">The time. Orleans' default is 15 minutes.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder CollectIdleAfter(TimeSpan age)
    {
        _idleAge = age;
        return this;
    }

    /// <summary>Remembers the strategy's decisions for a replay.</summary>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder RecordDecisions()
    {
        _recordDecisions = true;
        return this;
    }

    /// <summary>Whether the cluster looks after every step for work that leaves the run, and knows its code on other threads, so that no run goes on
    /// after such work; it does if not said. Without that it still ends a run that waits for such work, or to which such work comes back. Turn it off
    /// for grains that an analyzer keeps from it: calls then cost less.</summary>
    /// <param name="isWatched">False to turn it off.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder WatchOutsideWork(bool isWatched)
    {
        _watchesOutsideWork = isWatched;
        return this;
    }

    /// <summary>Counts what grains do (<see cref="World.Tallies"/>).</summary>
    /// <param name="costOf">What calls cost (<see cref="WorldOptions.CostOf"/>).</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder CountCalls(Func<GrainRequest, Func<GrainRequest, long>?>? costOf = null)
    {
        _countCalls = true;
        _costOf = costOf;
        return this;
    }

    /// <summary>Adds a filter around every call at its target.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder AddIncomingFilter(IIncomingGrainCallFilter filter)
    {
        return ConfigureServices(services => services.AddSingleton(filter));
    }

    /// <summary>Adds a filter around every call at its caller, be it a grain or the client.</summary>
    /// <param name="filter">The filter.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder AddOutgoingFilter(IOutgoingGrainCallFilter filter) =>
        ConfigureServices(services => services.AddSingleton(filter)).ConfigureClient(client => client.Services.AddSingleton(filter));

    /// <summary>Replaces what the attributes of a grain class say about reentrancy, e.g. to make a mutant.</summary>
    /// <param name="grainType">The grain type's name.</param>
    /// <param name="isReentrant">True if every request may interleave; false also takes a predicate away.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder OverrideReentrancy(string grainType, bool isReentrant)
    {
        _overrides.Add(references => references.ClassNamed(grainType).OverrideReentrancy(isReentrant));
        return this;
    }

    /// <summary>Replaces what the attributes of a method say, for one grain class.</summary>
    /// <param name="grainType">The grain type's name.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="traits">The new traits.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder OverrideMethod(string grainType, string method, CallTraits traits)
    {
        _overrides.Add(references => references.ClassNamed(grainType).OverrideMethod(method, traits));
        return this;
    }

    /// <summary>Names the classes of which every touch of their state is told (<see cref="World.Touch"/>); of any other class every step counts
    /// as touching all of it. It only matters to who explores the order of steps.</summary>
    /// <param name="isTold">True for such a class.</param>
    /// <returns>This builder.</returns>
    public SimulatedClusterBuilder DeclareAccess(Func<Type, bool> isTold)
    {
        _isTold = isTold;
        return this;
    }

    /// <summary>Makes the cluster.</summary>
    /// <returns>The cluster.</returns>
    /// <exception cref="SimulationException">A grain class, or what a silo is configured with, cannot be simulated.</exception>
    /// <exception cref="InvalidOperationException">This builder has made its cluster already.</exception>
    public SimulatedCluster Build()
    {
        if (_isBuilt)
        {
            throw new InvalidOperationException(
                "This builder has made its cluster already. Another cluster needs another SimulatedClusterBuilder; a ClusterTest builds its clusters itself."
            );
        }

        _isBuilt = true;
        OrleansServices.ClusterHolder holder = new();
        (var services, var grains) = OrleansServices.Build(_sources, _configure, ClientServices, Clock, holder);
        var copier = grains.Copier;
        World world = new(
            new WorldOptions
            {
                Strategy = _strategy,
                Profile = _profile,
                Silos = _silos,
                Placement = _placement,
                ResponseTimeout = _responseTimeout,
                OnDeadlock = _onDeadlock,
                MaxSteps = _maxSteps,
                RecordDecisions = _recordDecisions,
                CountsCalls = _countCalls,
                CostOf = _costOf,
                IdleAge = _idleAge,
                WatchesOutsideWork = _watchesOutsideWork,
                Faults = new OrleansFaults(),
                CopyState = new RecordCopier(copier, grains.Orleans.GetRequiredService<OrleansJsonSerializer>).Copy,
                Baggage = new RequestBaggage(copier),
                IsOwnCode = new GeneratedCode().Owns,
                TurnEntered = static activation => OrleansInternals.EnterTurn(Unsafe.As<SimulatedGrainContext>(activation.HostContext)),
            },
            Clock
        );
        var cluster = holder.Cluster = new(world, services, grains, _isTold ?? (static _ => false));
        services.Current.GetRequiredService<CallRuntime>().Join(cluster);
        services.JoinTo(world, cluster);
        foreach (var apply in _overrides)
        {
            apply(cluster.References);
        }

        return cluster;
    }
}
