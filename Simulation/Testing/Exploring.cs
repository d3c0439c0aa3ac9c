using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Reports;
using SvaOrleans.Simulation.Exploration.Shrinking;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Simulation.Testing;

/// <summary>Explores and repeats one test.</summary>
internal sealed class Exploring
{
    private const long StepsOfSetupMost = 1_000_000;
    private const long StepsOfShrinking = 2_000_000;
    private const int TriesMost = 20_000;

    private readonly ClusterTest _test;
    private Exception? _fault;

    internal Exploring(ClusterTest test)
    {
        _test = test;
        Subject = RunHash.Mix(RunHash.Of(test.Name), RunHash.Of(test.Faults is { } faults ? $"{faults.Kinds} {faults.Most}" : ""));
    }

    /// <summary>What tokens of this test carry.</summary>
    internal ulong Subject { get; }

    /// <summary>How many steps the run that is oldest first took, with those of the setup; known after <see cref="Check"/>.</summary>
    internal long StepsOfFirst { get; private set; }

    /// <summary>Runs the test twice in one order.</summary>
    /// <param name="steps">Steps after which a run has no end.</param>
    /// <returns>Null if both runs were the same.</returns>
    internal ClusterTestReport? Check(long steps)
    {
        using var guard = BlockGuard.Begin();
        Repeater first = new(Make, steps);
        var divergence = Divergence.Between(first, new Repeater(Make, steps), []);
        StepsOfFirst = first.Experiment.World.StepCount;
        return _fault is ThreadInterruptedException ? new() { Violation = Judge(_fault), Exception = _fault }
            : divergence is null ? null
            : new()
            {
                Violation = new(
                    ViolationKind.NonDeterminism,
                    "not repeatable",
                    $"two runs of the same choices were not the same; {divergence}"
                ),
            };
    }

    internal ClusterTestReport Run(ExploreOptions options)
    {
        // Where several threads explore, this one waits for the others.
        using var guard = options.Workers == 1 ? BlockGuard.Begin() : null;
        var report = Explorer.Explore(Make, options);
        if (report.Failure is not { } failure)
        {
            return report.Progress.Schedules > 0
                ? new() { Exploration = report }
                : new()
                {
                    Violation = new(
                        ViolationKind.Liveness,
                        "nothing explored",
                        "the budget or the stop token ended the exploration before its first order did"
                    ),
                    Exploration = report,
                };
        }

        Repeater repeater = new(Make, options.Budget.StepsOfSchedule);
        var smallest = Smallest(repeater, failure, report.Progress.Longest);
        return Tell(repeater, new ReplayToken(Subject, failure.Strategy, smallest), report)
            ?? new()
            {
                Violation = failure.Violation with
                {
                    Kind = ViolationKind.NonDeterminism,
                    Message =
                        $"{failure.Violation.Message} (the same choices did not fail again: something remembers earlier runs, e.g. a variable that the test captures, a singleton or a static field)",
                },
                Exploration = report,
            };
    }

    internal ClusterTestReport Replay(ReplayToken token)
    {
        using var guard = BlockGuard.Begin();
        Repeater repeater = new(Make);
        return Tell(repeater, token, null)
            ?? new() { IsFitting = token.Decisions.SequenceEqual(repeater.Decisions.Take(token.Decisions.Count)) };
    }

    /// <summary>The smallest order that fails alike. The longer the orders are, the fewer are tried.</summary>
    private static IReadOnlyList<int> Smallest(Repeater repeater, Failure failure, long longest)
    {
        if (failure.Violation.IsLike(repeater.Run([]).Violation))
        {
            return [];
        }

        var most = Math.Clamp(StepsOfShrinking / Math.Max(1, longest), 1, TriesMost);
        return new Shrinker(repeater, failure.Violation, most).Shrink(failure.Decisions) ?? failure.Decisions;
    }

    private ClusterTestReport? Tell(Repeater repeater, ReplayToken token, ExplorationReport? report)
    {
        _fault = null;
        var story = Story.Of(repeater, token.Decisions);
        return story.Outcome.Violation is not { } violation
            ? null
            : new()
            {
                Violation = violation,
                Diagram = TimedDiagram.Of(story),
                Token = token.ToString(),
                Exception = _fault,
                Exploration = report,
            };
    }

    private static Violation Judge(Exception fault) =>
        fault is ThreadInterruptedException
            ? new(ViolationKind.Contract, "blocked", BlockGuard.Message)
            : new(ViolationKind.Safety, fault.GetType().Name, fault.Message);

    private Experiment Make(Strategy strategy)
    {
        SimulatedClusterBuilder builder = new();
        _test.Configure(builder);
        var cluster = builder.UseStrategy(strategy).Build();
        return new(cluster.World, () => Begin(_test.Body, "body"))
        {
            EndsWithBody = true,
            JudgeFault = fault =>
            {
                _fault = fault;
                return Judge(fault);
            },
            Prepare = Prepare,
            Oracles = [.. _test.Invariants.Select(invariant => new InvariantOracle(invariant, cluster, fault => _fault = fault))],
            Faults = _test.Faults,
            Aftermath = _test.Afterwards is { } afterwards ? [() => Begin(afterwards, "Afterwards")] : [],
            TimeLimit = _test.TimeLimit == TimeSpan.MaxValue ? null : _test.TimeLimit,
        };

        void Prepare()
        {
            // The world watches no limit before the body begins.
            cluster.World.BeforeStep = _ =>
            {
                if (cluster.World.StepCount > StepsOfSetupMost)
                {
                    throw new InvalidOperationException(
                        $"Setup of the test '{_test.Name}' did not end within {StepsOfSetupMost:N0} steps."
                    );
                }
            };
            cluster.Run(async () =>
            {
                await cluster.DeployAsync();
                try
                {
                    await (_test.Setup is { } setup ? Begin(setup, "Setup") : Task.CompletedTask);
                }
                catch (ThreadInterruptedException woken)
                {
                    throw new InvalidOperationException($"Setup of the test '{_test.Name}': {BlockGuard.Message}.", woken);
                }
            });
        }

        // What is thrown before the first await is a failure like what is thrown after it.
        Task Begin(Func<SimulatedCluster, Task> code, string what)
        {
            try
            {
                return code(cluster)
                    ?? throw new InvalidOperationException($"The {what} of the test '{_test.Name}' returned null, not a task.");
            }
            catch (Exception fault)
            {
                return Task.FromException(fault);
            }
        }
    }
}
