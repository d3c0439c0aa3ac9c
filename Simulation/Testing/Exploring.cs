using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Reports;
using SvaOrleans.Simulation.Exploration.Shrinking;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Simulation.Testing;

/// <summary>Explores and repeats one test.</summary>
internal sealed class Exploring
{
    private readonly ClusterTest _test;

    internal Exploring(ClusterTest test)
    {
        _test = test;
        Subject = RunHash.Mix(RunHash.Of(test.Name), RunHash.Of(test.Faults is { } faults ? $"{faults.Kinds} {faults.Most}" : ""));
    }

    /// <summary>What tokens of this test carry.</summary>
    internal ulong Subject { get; }

    internal ClusterTestReport Explore(ExploreOptions options)
    {
        if (Divergence.Between(new Repeater(Make), new Repeater(Make), []) is { } divergence)
        {
            return new() { Violation = new(ViolationKind.NonDeterminism, "not repeatable", $"two runs of the same choices were not the same; {divergence}") };
        }

        ExplorationReport report = Explorer.Explore(Make, options);
        if (report.Failure is not { } failure)
        {
            return new() { Exploration = report };
        }

        Repeater repeater = new(Make, options.Budget.StepsOfSchedule);
        IReadOnlyList<int> smallest = new Shrinker(repeater, failure.Violation).Shrink(failure.Decisions) ?? failure.Decisions;
        return Tell(repeater, new ReplayToken(Subject, failure.Strategy, smallest), report)
            ?? new() { Violation = failure.Violation with { Kind = ViolationKind.NonDeterminism, Message = $"{failure.Violation.Message} (the same choices did not fail again)" }, Exploration = report };
    }

    internal ClusterTestReport Replay(ReplayToken token) => Tell(new Repeater(Make), token, null) ?? new();

    private static ClusterTestReport? Tell(Repeater repeater, ReplayToken token, ExplorationReport? report)
    {
        Story story = Story.Of(repeater, token.Decisions);
        return story.Outcome.Violation is not { } violation ? null : new()
        {
            Violation = violation,
            Diagram = TimedDiagram.Of(story),
            Token = token.ToString(),
            Exploration = report,
        };
    }

    private Experiment Make(Strategy strategy)
    {
        SimulatedClusterBuilder builder = new();
        _test.Configure(builder);
        SimulatedCluster cluster = builder.UseStrategy(strategy).Build();
        return new(cluster.World, () => _test.Body(cluster))
        {
            EndsWithBody = true,
            JudgeFault = static fault => new(ViolationKind.Safety, fault.GetType().Name, fault.Message),
            Prepare = () => cluster.Run(async () =>
            {
                await cluster.DeployAsync();
                await (_test.Setup?.Invoke(cluster) ?? Task.CompletedTask);
            }),
            Oracles = [.. _test.Invariants.Select(invariant => new InvariantOracle(invariant, cluster))],
            Faults = _test.Faults,
            Aftermath = _test.Afterwards is { } afterwards ? [() => afterwards(cluster)] : [],
            TimeLimit = _test.TimeLimit,
        };
    }
}
