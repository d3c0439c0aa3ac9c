using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Silo.Events;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Silo.Simulated;

/// <summary>A simulation on the deterministic engine: one thread, virtual time, every choice from the strategy.</summary>
public sealed class EngineSimulation : ILocalSimulation
{
    private readonly EventLog _events;
    private readonly EngineObjects _objects;

    /// <summary>Starts a simulation.</summary>
    /// <param name="options">The simulation's options.</param>
    public EngineSimulation(SimulationOptions options)
        : this(options, options.Seed is { } seed ? new RandomStrategy(seed) : new FifoStrategy()) { }

    /// <summary>Starts a simulation with the caller's strategy.</summary>
    /// <param name="options">The simulation's options.</param>
    /// <param name="strategy">Chooses which ready step runs next.</param>
    /// <param name="configure">Adds or replaces services of the grains.</param>
    /// <param name="shape">Changes how the cluster is built, e.g. the attributes of a class.</param>
    public EngineSimulation(
        SimulationOptions options,
        Strategy strategy,
        Action<IServiceCollection>? configure = null,
        Action<SimulatedClusterBuilder>? shape = null
    )
    {
        _events = new(options.KeepsEvents);
        _objects = new(_events);
        ModelClock clock = new(scale: 1);
        var builder = new SimulatedClusterBuilder();
        builder.ConfigureServices(services =>
            services.AddSingleton<IEventSink>(_events).AddSingleton<IHostObjects>(_objects).AddSingleton(clock).AddSingleton(PointSet.All)
        );
        if (configure is not null)
        {
            builder.ConfigureServices(configure);
        }

        builder
            .AddGrains(typeof(KernelObject).Assembly)
            .WatchOutsideWork(false) // the build refuses it in these grains
            .UseStrategy(strategy)
            .UseSilos([.. Enumerable.Range(0, options.Silos).Select(static index => $"silo-{index}")])
            .UsePlacement(_objects.Place)
            .DeclareAccess(static type => type.IsAssignableTo(typeof(IWatchedObject)));
        if (options.CountsCalls)
        {
            builder.CountCalls(ModelledSpans.Of);
        }

        shape?.Invoke(builder);
        Cluster = builder.Build();
        _objects.Cluster = Cluster;
        Cluster.World.HoldersOf = _objects.HoldersOf;
    }

    /// <summary>The simulated cluster.</summary>
    public SimulatedCluster Cluster { get; }

    /// <inheritdoc/>
    public string Engine => nameof(EngineKind.Simulated);

    /// <inheritdoc/>
    public RunFingerprint? Fingerprint => new(Cluster.World.StepCount, Cluster.World.Hash);

    /// <inheritdoc/>
    public Task<BootResult> Boot(HostSpec spec)
    {
        _objects.Add(spec.Host, spec.Generation);
        return Task.FromResult(Drive(() => HostOf(spec.Host).Boot(new(VirtualTime.Zero, spec)).AsTask()));
    }

    /// <inheritdoc/>
    public Task<RunResult> Run(ObjectName task, RunRequest request) =>
        Task.FromResult(Drive(() => HostOf(task.Host).Run(new(task, request)).AsTask()));

    /// <inheritdoc/>
    public Task<ReplayResult> Replay(ObjectName task, ReplayRequest request) =>
        Task.FromResult(Drive(() => HostOf(task.Host).Replay(new(task, request)).AsTask()));

    /// <inheritdoc/>
    public Task<IReadOnlyList<SvaEvent>> TakeEvents() => Task.FromResult(_events.Take());

    /// <inheritdoc/>
    public Task<WorldView> View() => Task.FromResult(WorldViewBuilder.Build(States()));

    /// <summary>A host's own grain. Adds the host, so its objects find each other from now on.</summary>
    /// <param name="host">The host's name.</param>
    /// <param name="generation">The generation of its kernel.</param>
    public IHostGrain HostOf(string host, string generation)
    {
        _objects.Add(host, generation);
        return HostOf(host);
    }

    /// <summary>A host's own grain.</summary>
    /// <param name="host">The host's name.</param>
    /// <exception cref="InvalidOperationException">The host was never booted.</exception>
    public IHostGrain HostOf(string host) =>
        _objects.Knows(host)
            ? new KernelReferences(Cluster.GrainFactory).Host(new(host, ObjectKind.Host, ""))
            : throw new InvalidOperationException($"host {host} was never booted");

    /// <inheritdoc/>
    public IReadOnlyList<(ObjectName Name, object State)> States()
    {
        var states = new List<(ObjectName Name, object State)>();
        foreach (var (_, grain, _) in Cluster.Grains())
        {
            if (grain is IKernelObject { InBoot.IsOver: false, StateObject: { } state } kernelObject)
            {
                states.Add((kernelObject.Name, state));
            }
        }

        states.Sort(static (left, right) => left.Name.CompareTo(right.Name));
        return states;
    }

    /// <summary>Adds a silo.</summary>
    /// <returns>Its name.</returns>
    public string AddSilo()
    {
        var name = $"silo-{Cluster.World.Silos.Count}";
        Cluster.AddSilo(name);
        return name;
    }

    /// <summary>True if its run has ended, so that another run may use it.</summary>
    public bool IsFree { get; private set; }

    /// <summary>Resets it to its start, with the same seed. A reset is a hundred times cheaper than a new simulation.</summary>
    public void Reset()
    {
        Cluster.Reset();
        _objects.Forget([]);
        _events.Take();
        IsFree = false;
    }

    /// <summary>Forgets every host without an activation, a waiting request or a message in flight. Its stored state stays. The caller must
    /// hold no reference to such a host.</summary>
    /// <param name="asked">Hosts with a request in progress.</param>
    internal void ForgetHosts(IEnumerable<string> asked) => _objects.Forget(asked);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        IsFree = true;
        return ValueTask.CompletedTask;
    }

    private TResult Drive<TResult>(Func<Task<TResult>> code)
    {
        try
        {
            return Cluster.Run(code);
        }
        catch (Exception fault) when (Translate(fault) is var told && told != fault)
        {
            throw told;
        }
    }

    /// <summary>Translates a fault of the cluster for the caller; any other exception is returned as it is.</summary>
    /// <param name="fault">The fault.</param>
    internal static Exception Translate(Exception fault) =>
        fault switch
        {
            _ when OutcomeUnknownException.Covers(fault) => new OutcomeUnknownException(fault.Message, fault),
            DeadlockException => new SimulationHungException(fault.Message, fault),
            _ => fault,
        };
}
