using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces;
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
        : this(spec, new EngineSimulation(new SimulationOptions(), strategy, builder => builder.UseServices(Services(builder, raw))), raw.Take)
    {
    }

    private static ServiceProvider Services(SimulatedClusterBuilder builder, RawEvents raw) => new ServiceCollection()
        .AddSingleton<IEventSink>(raw)
        .AddSingleton(new ModelClock(scale: 1))
        .AddSingleton<TimeProvider>(builder.Clock)
        .BuildServiceProvider();
}
