using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo.Simulated;
using SvaOrleans.Simulation.Hosting;
using FifoStrategy = SvaOrleans.Simulation.Engine.Strategies.FifoStrategy;
using Strategy = SvaOrleans.Simulation.Engine.Strategies.Strategy;

namespace SvaOrleans.Grains.Tests.Hosts;

/// <summary>Several silos on the deterministic engine, and the consoles of the hosts on them.</summary>
internal sealed class HostRig
{
    private readonly RawEvents _raw = new();
    private readonly List<SvaEvent> _events = [];
    private int _runners;
    private int _steps;

    public HostRig(int silos, Strategy? strategy = null) =>
        Simulation = new(new() { Silos = silos }, strategy ?? new FifoStrategy(), services => services.AddSingleton<IEventSink>(_raw));

    public EngineSimulation Simulation { get; }

    public SimulatedCluster Cluster => Simulation.Cluster;

    public static HostSpec Spec(string host = MailExample.Host) => new MailExample().Spec(host);

    public BootResult Boot(HostSpec spec) => Simulation.Boot(spec).Result;

    public HostStatus Probe(string host) => Ask(host, console => console.Probe());

    /// <summary>In the boot that the host is in.</summary>
    public Stamp Now(string host)
    {
        var status = Probe(host);
        return new(status.At, status.Epoch);
    }

    public TResult Ask<TResult>(string host, Func<IHostGrain, ValueTask<TResult>> question) =>
        Cluster.Run(() => question(Simulation.HostOf(host)).AsTask());

    /// <summary>In the boot that the host is in.</summary>
    public TResult Ask<TResult>(string host, Func<IHostGrain, Stamp, ValueTask<TResult>> question)
    {
        var now = Now(host);
        return Ask(host, console => question(console, now));
    }

    public string View(string host) => View(host, Now(host));

    public string View(string host, Stamp stamp) => Encoding.UTF8.GetString(Ask(host, console => console.View(stamp)).View.AsSpan());

    public CheckpointResult Checkpoint(string host, bool comesBackRestored = false) =>
        Ask(host, (console, now) => console.Checkpoint(new(now, comesBackRestored)));

    public RunRequest Request(
        string host,
        IEnumerable<Func<int, Step>> program,
        Stamp? stamp = null,
        ImmutableArray<Variable> variables = default
    ) => new(stamp ?? Now(host), new([.. program.Select(step => step(++_steps))]), variables.IsDefault ? [] : variables);

    public ObjectName Runner(string host) => new(host, ObjectKind.Task, "runner" + _runners++);

    public RunResult Run(string host, params Func<int, Step>[] program)
    {
        var request = Request(host, program);
        return Simulation.Run(Runner(host), request).Result;
    }

    public IReadOnlyList<Errno> Errors(string host, params Func<int, Step>[] program) =>
        [.. Run(host, program).Results.Select(result => result.Error)];

    public IEnumerable<SvaEvent> EventsOf(string host)
    {
        _events.AddRange(_raw.Take());
        return _events.Where(happened => happened.Object.Host == host);
    }

    /// <summary>Of what happened only verdicts count: a history over several boots is none.</summary>
    public Machine Watch(HostSpec spec) =>
        Machine.Watch(
            spec,
            new HostWindow(Simulation, spec.Host),
            EventsOf(spec.Host).Where(happened => happened.Kind >= SvaEventKind.Warning)
        );

    /// <summary>With all that happened; for a host in its first boot.</summary>
    public Machine WatchClosely(HostSpec spec) => Machine.Watch(spec, new HostWindow(Simulation, spec.Host), EventsOf(spec.Host));

    public string? SiloOf(string host) => Cluster.ActivationOf(GrainNames.IdOf(new(host, ObjectKind.Host, "")))?.Silo?.Name;

    /// <summary>The living objects of a host: each with its silo and its boot.</summary>
    public IReadOnlyList<(ObjectName Name, string Silo, BootEpoch Epoch)> ObjectsOf(string host) =>
        [
            .. from entry in Cluster.Grains()
            let living = (IKernelObject)entry.Grain
            where living.IsNamed && living.Name.Host == host
            orderby living.Name
            select (living.Name, entry.Activation.Silo!.Name, living.InBoot is { IsOver: false } boot ? boot.Epoch : default),
        ];

    /// <summary>Everything of a host that lives is on the host's silo and in its boot, and nothing of an earlier one is left.</summary>
    public void AssertAtHome(string host)
    {
        Cluster.RunToQuiescence();
        var status = Probe(host);
        var home = SiloOf(host);
        Assert.All(ObjectsOf(host), living => Assert.Equal((living.Name, home, status.Epoch), living));
    }
}
