using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans;

/// <summary>A simulation on Orleans in this process: real threads and real sleeps. Modelled times equal those of the simulated engine
/// wherever only one thing happens at a time.</summary>
public sealed class ClusterSimulation : ILocalSimulation
{
    private readonly IGrainFactory _factory;
    private readonly IReadOnlyList<LiveObjects> _live;
    private readonly EventLog _events;
    private readonly IAsyncDisposable _cluster;
    private readonly TimeSpan _hangLimit;
    private readonly ConcurrentDictionary<string, string> _generations = new(StringComparer.Ordinal);

    /// <summary>Creates a simulation on a running cluster.</summary>
    /// <param name="factory">Creates references to its grains.</param>
    /// <param name="live">The objects of each silo.</param>
    /// <param name="events">The log that its silos append events to.</param>
    /// <param name="hangLimit">How long, in wall time, no request may begin on a host while its program waits.</param>
    /// <param name="cluster">Is stopped with the simulation.</param>
    public ClusterSimulation(
        IGrainFactory factory,
        IReadOnlyList<LiveObjects> live,
        EventLog events,
        TimeSpan hangLimit,
        IAsyncDisposable cluster
    )
    {
        this._factory = factory;
        this._live = live;
        this._events = events;
        this._cluster = cluster;
        this._hangLimit = hangLimit;
    }

    /// <inheritdoc/>
    public string Engine => nameof(EngineKind.Orleans);

    /// <summary>Starts silos in this process and a simulation on them.</summary>
    /// <param name="options">The simulation's options.</param>
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
        _generations[spec.Host] = spec.Generation;
        return await Ask(new(spec.Host, ObjectKind.Host, ""), host => host.Boot(new(VirtualTime.Zero, spec)).AsTask());
    }

    /// <inheritdoc/>
    public Task<RunResult> Run(ObjectName task, RunRequest request) => Ask(task, host => host.Run(new(task, request)).AsTask());

    /// <inheritdoc/>
    public Task<ReplayResult> Replay(ObjectName task, ReplayRequest request) => Ask(task, host => host.Replay(new(task, request)).AsTask());

    /// <inheritdoc/>
    public Task<IReadOnlyList<SvaEvent>> TakeEvents() => Task.FromResult(_events.Take());

    /// <inheritdoc/>
    public Task<WorldView> View() => Task.FromResult(WorldViewBuilder.Build(States()));

    /// <inheritdoc/>
    public IReadOnlyList<(ObjectName Name, object State)> States()
    {
        var states = new List<(ObjectName Name, object State)>();
        foreach (var objects in _live)
        {
            objects.CollectStates(states);
        }

        states.Sort(static (left, right) => left.Name.CompareTo(right.Name));
        return states;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>The host's own grain.</summary>
    /// <param name="host">The host's name.</param>
    /// <exception cref="InvalidOperationException">It was never booted.</exception>
    public IHostGrain HostOf(string host) =>
        _generations.ContainsKey(host)
            ? new KernelReferences(_factory).Host(new(host, ObjectKind.Host, ""))
            : throw new InvalidOperationException($"host {host} was never booted");

    private async Task<TResult> Ask<TResult>(ObjectName asked, Func<IHostGrain, Task<TResult>> question)
    {
        // Only this host is watched: a program asks no other, and checking all hosts for each of them has quadratic cost.
        var watch = new ProgressWatch(() => new(CountRequests(asked.Host)), _hangLimit, TimeProvider.System);
        try
        {
            return await watch.Await(asked, question(HostOf(asked.Host)));
        }
        catch (Exception crash) when (OutcomeUnknownException.Covers(crash))
        {
            throw new OutcomeUnknownException(crash.Message, crash);
        }
    }

    private ulong? CountRequests(string host)
    {
        var sum = 0UL;
        foreach (var objects in _live)
        {
            sum = unchecked(sum + objects.RequestsOf(host));
        }

        return sum;
    }
}
