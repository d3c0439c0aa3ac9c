using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Naming;
using SvaOrleans.Grains.Tests.Protocol;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Hosting;
using Strategy = SvaOrleans.Simulation.Strategy;
using FifoStrategy = SvaOrleans.Simulation.FifoStrategy;

namespace SvaOrleans.Grains.Tests.Machines;

/// <content>On the deterministic engine.</content>
internal sealed partial class Machine
{
    public Machine(MailExample example, Strategy? strategy = null)
        : this(example.Spec(), strategy)
    {
    }

    public Machine(HostSpec spec, Strategy? strategy = null)
        : this(spec, strategy ?? new FifoStrategy(), new RawEvents())
    {
    }

    private Machine(HostSpec spec, Strategy strategy, RawEvents raw)
        : this(spec, new EngineSimulation(new SimulationOptions(), strategy, services => services.AddSingleton<IEventSink>(raw)), raw.Take)
    {
    }

    public SimulatedCluster Cluster => ((EngineSimulation)Simulation).Cluster;

    /// <summary>Starts again as if new, which is much cheaper than another machine.</summary>
    public void Reset()
    {
        Cluster.Reset();
        takeEvents();
        Events.Clear();
        variables = [];
        steps = 0;
        runners = 0;
        Boot();
    }

    public TState? Find<TState>(ObjectName name)
        where TState : class =>
        Cluster.Find<IKernelObject>(GrainNames.IdOf(name, spec.Generation))?.StateObject as TState;

    partial void CheckInvariants() => Invariants.Check(this);
}
