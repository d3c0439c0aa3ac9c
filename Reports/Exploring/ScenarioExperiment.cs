using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Checking;
using SvaOrleans.Checking.Invariants;
using SvaOrleans.Documents;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Reports.Exploring.Faults;
using SvaOrleans.Scenarios;
using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Scenarios.Running;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Simulated;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Reports.Exploring;

/// <summary>A scenario as an experiment: its setup prepares the world, its steps are what is explored, its expectations and the kernel's
/// invariants are what must hold.</summary>
internal static class ScenarioExperiment
{
    /// <summary>Modelled time within which every schedule must end.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromHours(1);

    /// <summary>How the experiment is made.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="hasOracles">Whether the kernel's invariants are watched, besides what the scenario expects.</param>
    /// <param name="shape">Changes how the cluster is built, e.g. what the attributes of a class say; null for nothing.</param>
    /// <param name="faults">The failures that may be injected; null for none.</param>
    /// <param name="clockScale">How many times faster than modelled time drivers sleep: more than 1 as on a cluster, where a message may
    /// take longer.</param>
    /// <exception cref="InputException">The scenario cannot be explored.</exception>
    public static Func<Strategy, Experiment> Of(
        ScenarioDocument document,
        bool hasOracles = true,
        Action<SimulatedClusterBuilder>? shape = null,
        FaultChoice? faults = null,
        long clockScale = 1
    )
    {
        if (document.Plan.Segments.OfType<WorkloadSegment>().FirstOrDefault() is { } workload)
        {
            throw new InputException(
                document.Plan.File,
                workload.Step.Place.Line,
                workload.Step.Place.Column,
                "a workload has more steps than orders of them can be explored",
                "steps and parallel blocks; sva run runs workloads"
            );
        }

        return strategy => Make(document, strategy, hasOracles, shape, faults, new(clockScale));
    }

    private static Experiment Make(
        ScenarioDocument document,
        Strategy strategy,
        bool hasOracles,
        Action<SimulatedClusterBuilder>? shape,
        FaultChoice? faults,
        ModelClock clock
    )
    {
        var trace = new EventTrace();
        var simulation = new EngineSimulation(
            new() { KeepsEvents = false },
            strategy,
            services => services.AddSingleton<IEventSink>(trace).AddSingleton(document.Points).AddSingleton(clock),
            shape
        );
        trace.World = simulation.Cluster.World;
        var watch = new StateWatch(simulation.Cluster.World);
        var world = simulation.Cluster.World;
        var aftermath = new Aftermath(document.Plan, simulation, trace);
        (string Mark, IReadOnlyList<SvaEventKind> Events)[] marks =
        [
            .. document.Plan.Reached.Select(static events => (string.Join(", then ", events.Select(SvaEventNames.Of)), events)),
        ];
        ScenarioRunner? runner = null;
        var noted = new FirstFailure(world);
        var isKnown = true;
        return new(
            world,
            async () =>
            {
                try
                {
                    isKnown = true;
                    await runner!.RunSteps();
                }
                catch (Exception lost) when (world.FaultCount > 0 && OutcomeUnknownException.Covers(lost))
                {
                    // The outcome is unknown, so only what must never happen is checked.
                    isKnown = false;
                }

                if (faults is null)
                {
                    Require(runner!.Failures, noted.Step);
                }
            }
        )
        {
            Faults = faults is null
                ? null
                : new()
                {
                    Kinds = faults.Kinds,
                    Most = faults.Most,
                    MayStall = static call => call.Method.Name == nameof(IDevice2018Grain.RunMmExit),
                    MayDeactivate = static activation => activation.Instance is IKernelObject,
                },
            FollowUps = faults is null
                ? []
                :
                [
                    async () =>
                    {
                        await aftermath.Probe();
                        if (isKnown && aftermath.Restarted == 0)
                        {
                            Require(runner!.Failures, noted.Step);
                        }
                    },
                    aftermath.EndAll,
                ],
            Prepare = () =>
            {
                trace.Clear();
                runner = new(document.Plan, new InsideSimulation(simulation, trace.Take), noted);
                simulation.Cluster.Run(runner.Prepare);
                RequireSetup(document.Plan, runner.Failures);
                if (faults is not null)
                {
                    simulation.Cluster.Run(aftermath.Begin);
                }

                simulation.Cluster.RunToQuiescence();
                watch.Begin();
                noted.Begin();
            },
            Watch = watch.AfterStep,
            Oracles = [.. hasOracles ? KernelInvariants.Of(simulation, trace) : [], new RequiredEvents(simulation, trace, marks)],
            MustReach = faults is null ? [.. marks.Select(static mark => mark.Mark)] : [],
            FinalState = () => HashOf(simulation),
            Describe = () => WorldLines.Of(WorldViewBuilder.Build(simulation.States())),
            JudgeHang = hang => HangJudge.Judge(simulation, hang),
            JudgeFault = static fault =>
                fault is ModelInvariantException broken ? new(ViolationKind.Safety, "a state's own invariant", broken.Message) : null,
            TimeLimit = TimeLimit,
        };
    }

    private static void RequireSetup(ScenarioPlan plan, IReadOnlyList<RunFailure> failures)
    {
        if (failures.Count > 0)
        {
            var place = failures[0].Place ?? default;
            throw new InputException(
                plan.File,
                place.Line,
                place.Column,
                $"the setup did not succeed: {failures[0].Message:part}",
                "a setup that succeeds, as it comes before every order"
            );
        }
    }

    private static void Require(IReadOnlyList<RunFailure> failures, long step)
    {
        if (failures.Count > 0)
        {
            var first = failures[0];
            throw new ViolationException(
                new(
                    ViolationKind.Safety,
                    first.Place is { } place ? $"{first.Kind} at line {place.Line}" : first.Kind,
                    string.Join("; ", failures.Select(static failure => failure.Message))
                )
                {
                    Step = step,
                }
            );
        }
    }

    private static ulong HashOf(EngineSimulation simulation)
    {
        var hash = RunHash.Start;
        foreach (var (name, state) in simulation.States())
        {
            if (state is ICheckedState hashed)
            {
                hash = RunHash.Mix(RunHash.Mix(hash, RunHash.Of(name.Key)), hashed.Hash());
            }
        }

        return hash;
    }
}
