using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Checking;
using SvaOrleans.Checking.Invariants;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Simulated;
using SvaOrleans.Simulation;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Reports;
using SvaOrleans.Simulation.Exploration.Shrinking;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Hosts.Tests;

/// <summary>A race of a host as an experiment. Its objects look at the boot that they share without any message, so no two orders are known to mean
/// the same: orders are drawn, not enumerated.</summary>
internal static class HostExperiment
{
    public static ExplorationReport Explore(
        HostRace race,
        long orders,
        PointSet? points = null,
        Action<SimulatedClusterBuilder>? shape = null,
        Action<Activation, GrainRequest>? overlap = null
    ) =>
        Explorer.Explore(
            strategy => Make(race, strategy, points ?? PointSet.All, shape, overlap),
            new()
            {
                Strategy = new Portfolio(),
                Budget = new() { Schedules = orders, StepsOfSchedule = 20_000 },
            }
        );

    /// <summary>A failure as its smallest order, step by step.</summary>
    public static string Tell(HostRace race, Failure failure, PointSet? points = null)
    {
        var repeater = new Repeater(strategy => Make(race, strategy, points ?? PointSet.All, null, null));
        var smallest = new Shrinker(repeater, failure.Violation).Shrink(failure.Decisions) ?? failure.Decisions;
        return $"{race}: {failure.Violation.Invariant}: {failure.Violation.Message}\n{TextDiagram.Of(Story.Of(repeater, smallest))}";
    }

    private static Experiment Make(
        HostRace race,
        Strategy strategy,
        PointSet points,
        Action<SimulatedClusterBuilder>? shape,
        Action<Activation, GrainRequest>? overlap
    )
    {
        var trace = new EventTrace();
        var simulation = new EngineSimulation(
            new() { KeepsEvents = false },
            strategy,
            services => services.AddSingleton<IEventSink>(trace).AddSingleton(points),
            builder =>
            {
                builder.DeclareAccess(static _ => false);
                shape?.Invoke(builder);
            }
        );
        var world = simulation.Cluster.World;
        var stage = new HostStage(simulation, trace);
        trace.World = world;
        world.Overlap = overlap;
        return new(world, () => race.Body(stage))
        {
            Prepare = () =>
            {
                trace.Clear();
                simulation.Cluster.Run(() => stage.Prepare(race));
                simulation.Cluster.RunToQuiescence();
            },
            Oracles =
            [
                new BootsAreNumbered(),
                new OneBootAtATime(stage),
                new StatesAreSound(simulation, trace),
                new BondsAgree(simulation, trace),
            ],
            Aftermath = [stage.ComeBack, stage.Work, stage.PowerOff],
            Faults =
                race.Faults == FaultKinds.None
                    ? null
                    : new()
                    {
                        Kinds = race.Faults,
                        Most = race.Most,
                        MayDeactivate = activation =>
                            activation.Instance is IKernelObject && (race.MayDeactivate?.Invoke(activation) ?? true),
                    },
            TimeLimit = TimeSpan.FromHours(1),
        };
    }
}
