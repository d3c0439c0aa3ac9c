using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SvaOrleans.Grains.Naming;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo.Events;

namespace SvaOrleans.Silo.Cluster;

/// <summary>A simulation on Orleans in this process: real threads and real sleeps; modelled times come out as on the simulated engine
/// wherever only one thing happens at a time.</summary>
public sealed class ClusterSimulation : ISimulation
{
    private readonly IGrainFactory factory;
    private readonly IReadOnlyList<LiveObjects> live;
    private readonly EventLog events;
    private readonly IAsyncDisposable cluster;
    private readonly ProgressWatch watch;
    private readonly ConcurrentDictionary<string, string> generations = new(StringComparer.Ordinal);

    /// <summary>A simulation on a cluster that already runs.</summary>
    /// <param name="factory">Makes references to its grains.</param>
    /// <param name="live">The objects of each silo.</param>
    /// <param name="events">Where its silos put events.</param>
    /// <param name="hangLimit">How long, in wall time, no request may begin while a program waits.</param>
    /// <param name="cluster">Is stopped with the simulation.</param>
    public ClusterSimulation(IGrainFactory factory, IReadOnlyList<LiveObjects> live, EventLog events, TimeSpan hangLimit, IAsyncDisposable cluster)
    {
        this.factory = factory;
        this.live = live;
        this.events = events;
        this.cluster = cluster;
        watch = new(CountRequests, hangLimit, TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Engine => Simulations.Engine;

    /// <summary>Starts silos in this process, and a simulation on them.</summary>
    /// <param name="options">How.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static async Task<ClusterSimulation> Start(SimulationOptions options)
    {
        var events = new EventLog(options.KeepsEvents);
        var cluster = await LocalCluster.Start(options, events);
        var settings = cluster.Services.GetRequiredService<IOptions<SvaSiloOptions>>().Value;
        return new(cluster.Services.GetRequiredService<IGrainFactory>(), cluster.Live, events, settings.HangLimit, cluster);
    }

    /// <inheritdoc/>
    public async Task<BootResult> Boot(HostSpec spec)
    {
        var host = new ObjectName(spec.Host, ObjectKind.Host, "");
        var booted = await watch.Await(host, new KernelReferences(factory, spec.Generation).Host(host).Boot(new(VirtualTime.Zero, spec)).AsTask());
        generations[spec.Host] = spec.Generation;
        return booted;
    }

    /// <inheritdoc/>
    public async Task<RunResult> Run(ObjectName task, RunRequest request)
    {
        var kernel = KernelOf(task);
        var result = await watch.Await(task, kernel.Task(task).Run(request).AsTask());
        return result with { At = await WhenIdle(kernel, task, request.Stamp.Later(result.At)) };
    }

    /// <inheritdoc/>
    public async Task<ReplayResult> Replay(ObjectName task, ReplayRequest request)
    {
        var kernel = KernelOf(task);
        var result = await watch.Await(task, kernel.Task(task).Replay(request).AsTask());
        return result with { At = await WhenIdle(kernel, task, request.Stamp.Later(result.At)) };
    }

    /// <inheritdoc/>
    public IReadOnlyList<SvaEvent> TakeEvents() => events.Take();

    /// <inheritdoc/>
    public IReadOnlyList<(ObjectName Name, object State)> States()
    {
        var states = new List<(ObjectName Name, object State)>();
        foreach (var objects in live)
        {
            objects.CollectStates(states);
        }

        states.Sort(static (left, right) => left.Name.CompareTo(right.Name));
        return states;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    // References remember each other without a lock, so every run of the caller's threads has its own.
    private KernelReferences KernelOf(ObjectName task) => generations.TryGetValue(task.Host, out var generation)
        ? new(factory, generation)
        : throw new InvalidOperationException($"host {task.Host} was never booted");

    private async Task<VirtualTime> WhenIdle(KernelReferences kernel, ObjectName task, Stamp stamp)
    {
        var idle = await watch.Await(task, kernel.Host(task.Sibling(ObjectKind.Host, "")).WhenIdle(stamp).AsTask());
        return VirtualTime.Max(stamp.At, idle.At);
    }

    private ulong CountRequests()
    {
        var sum = 0UL;
        foreach (var objects in live)
        {
            sum = unchecked(sum + objects.Requests);
        }

        return sum;
    }
}
