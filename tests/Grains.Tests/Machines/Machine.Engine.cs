using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Checking;
using SvaOrleans.Checking.Invariants;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Simulated;
using SvaOrleans.Simulation.Hosting;
using FifoStrategy = SvaOrleans.Simulation.Engine.Strategies.FifoStrategy;
using Strategy = SvaOrleans.Simulation.Engine.Strategies.Strategy;

namespace SvaOrleans.Grains.Tests.Machines;

/// <content>On the deterministic engine.</content>
internal sealed partial class Machine
{
    public Machine(MailExample example, Strategy? strategy = null)
        : this(example.Spec(), strategy) { }

    public Machine(HostSpec spec, Strategy? strategy = null)
        : this(spec, strategy ?? new FifoStrategy(), new RawEvents()) { }

    private Machine(HostSpec spec, Strategy strategy, RawEvents raw)
        : this(spec, new EngineSimulation(new SimulationOptions(), strategy, services => services.AddSingleton<IEventSink>(raw)), raw.Take)
    { }

    /// <summary>A machine that is up already, for the questions that one can be asked.</summary>
    /// <param name="spec">Its parts.</param>
    /// <param name="window">Shows its objects alone.</param>
    /// <param name="events">The events on it.</param>
    public static Machine Watch(HostSpec spec, ILocalSimulation window, IEnumerable<SvaEvent> events)
    {
        var machine = new Machine(spec, window);
        machine.Events.AddRange(events);
        return machine;
    }

    private Machine(HostSpec spec, ILocalSimulation window)
    {
        this._spec = spec;
        _takeEvents = static () => [];
        Simulation = window;
    }

    public SimulatedCluster Cluster => ((EngineSimulation)Simulation).Cluster;

    /// <summary>Starts again as if new, which is much cheaper than another machine.</summary>
    public void Reset()
    {
        Cluster.Reset();
        _takeEvents();
        Events.Clear();
        _variables = [];
        _steps = 0;
        _runners = 0;
        Boot();
    }

    public TState? Find<TState>(ObjectName name)
        where TState : class => Simulation.States().FirstOrDefault(entry => entry.Name == name).State as TState;

    partial void CheckInvariants()
    {
        var trace = new EventTrace();
        foreach (var happened in Events)
        {
            trace.Append(happened);
        }

        // What happened before what is only known to an explorer.
        foreach (var oracle in KernelInvariants.Of(Simulation, trace).Where(static oracle => !oracle.NeedsOrder))
        {
            oracle.AtEnd(null);
        }
    }
}
