using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Naming;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo.Events;
using SvaOrleans.Simulation;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Silo;

/// <summary>A simulation on the deterministic engine: one thread, virtual time, every choice from the strategy.</summary>
public sealed class EngineSimulation : ISimulation
{
    private readonly EventLog events;
    private readonly SortedDictionary<string, (KernelReferences Kernel, BootEpoch Epoch)> hosts = new(StringComparer.Ordinal);

    /// <summary>Starts a simulation.</summary>
    /// <param name="options">How.</param>
    public EngineSimulation(SimulationOptions options)
        : this(options, options.Seed is { } seed ? new RandomStrategy(seed) : new FifoStrategy())
    {
    }

    /// <summary>Starts a simulation with a strategy of the caller's.</summary>
    /// <param name="options">How.</param>
    /// <param name="strategy">Chooses which ready step runs next.</param>
    /// <param name="configure">Changes the cluster before it is built.</param>
    public EngineSimulation(SimulationOptions options, Strategy strategy, Action<SimulatedClusterBuilder>? configure = null)
    {
        events = new(options.KeepsEvents);
        var builder = new SimulatedClusterBuilder();
        var services = new ServiceCollection()
            .AddSingleton<IEventSink>(events)
            .AddSingleton(new ModelClock(scale: 1))
            .AddSingleton<TimeProvider>(builder.Clock)
            .BuildServiceProvider();
        builder
            .AddGrains(typeof(KernelObject).Assembly)
            .UseServices(services)
            .UseStrategy(strategy)
            .UseSilos([.. Enumerable.Range(0, options.Silos).Select(static index => $"silo-{index}")])
            .UsePlacement(static (id, silos) => silos[HostPlacement.IndexOf(GrainNames.NameOf(id).Host, silos)]);
        configure?.Invoke(builder);
        Cluster = builder.Build();
    }

    /// <summary>The simulated cluster.</summary>
    public SimulatedCluster Cluster { get; }

    /// <inheritdoc/>
    public string Engine => Simulations.Engine;

    /// <inheritdoc/>
    public Task<BootResult> Boot(HostSpec spec)
    {
        var kernel = new KernelReferences(Cluster.GrainFactory, spec.Generation);
        var booted = Drive(() => kernel.Host(new(spec.Host, ObjectKind.Host, "")).Boot(new(VirtualTime.Zero, spec)).AsTask());
        hosts[spec.Host] = (kernel, booted.Epoch);
        return Task.FromResult(booted);
    }

    /// <inheritdoc/>
    public Task<RunResult> Run(ObjectName task, RunRequest request)
    {
        var kernel = KernelOf(task);
        return Task.FromResult(Drive(async () =>
        {
            var result = await kernel.Task(task).Run(request);
            var idle = await kernel.Host(task.Sibling(ObjectKind.Host, "")).WhenIdle(request.Stamp.Later(result.At));
            return result with { At = VirtualTime.Max(result.At, idle.At) };
        }));
    }

    /// <inheritdoc/>
    public Task<ReplayResult> Replay(ObjectName task, ReplayRequest request)
    {
        var kernel = KernelOf(task);
        return Task.FromResult(Drive(async () =>
        {
            var result = await kernel.Task(task).Replay(request);
            var idle = await kernel.Host(task.Sibling(ObjectKind.Host, "")).WhenIdle(request.Stamp.Later(result.At));
            return result with { At = VirtualTime.Max(result.At, idle.At) };
        }));
    }

    /// <inheritdoc/>
    public IReadOnlyList<SvaEvent> TakeEvents() => events.Take();

    /// <inheritdoc/>
    public IReadOnlyList<(ObjectName Name, object State)> States()
    {
        var states = new List<(ObjectName Name, object State)>();
        foreach (var (_, grain, _) in Cluster.Grains())
        {
            if (grain is IKernelObject { StateObject: { } state } kernelObject)
            {
                states.Add((kernelObject.Name, state));
            }
        }

        states.Sort(static (left, right) => left.Name.CompareTo(right.Name));
        return states;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private KernelReferences KernelOf(ObjectName task) =>
        hosts.TryGetValue(task.Host, out var host) ? host.Kernel : throw new InvalidOperationException($"host {task.Host} was never booted");

    private TResult Drive<TResult>(Func<Task<TResult>> code)
    {
        try
        {
            return Cluster.Run(code);
        }
        catch (DeadlockException deadlock)
        {
            throw new SimulationHungException(deadlock.Message, deadlock);
        }
    }
}
