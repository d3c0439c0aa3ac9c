using SvaOrleans.Reports.Exploring.Faults;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Shrinking;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Reports.Exploring;

/// <summary>Explores scenarios in order.</summary>
internal sealed record ScenarioExploration
{
    /// <summary>The strategy that chooses orders.</summary>
    public required ExplorationStrategy Strategy { get; init; }

    /// <summary>The limits of the search.</summary>
    public required Budget Budget { get; init; }

    /// <summary>The first seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many threads explore.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the kernel's invariants are watched.</summary>
    public bool HasInvariants { get; init; } = true;

    /// <summary>Whether the first failing order is made smaller.</summary>
    public bool Shrinks { get; init; } = true;

    /// <summary>The failures that may be injected; null for none.</summary>
    public FaultChoice? Faults { get; init; }

    /// <summary>The file that holds the orders that run; null for none.</summary>
    public string? Journal { get; init; }

    /// <summary>Ends it early.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The conditions that a token of it has besides its choices.</summary>
    public IReadOnlyList<string> Conditions => Faults is null ? [] : [Faults.ToCondition()];

    /// <summary>Explores a scenario.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="progress">Receives the progress.</param>
    public ExplorationResult Run(ScenarioDocument document, Action<ExplorationProgress> progress)
    {
        var make = ScenarioExperiment.Of(document, HasInvariants, faults: Faults);
        using var journal = Journal is null ? null : new OrderJournal(Journal, document.Hash, Workers, Conditions);
        var report = Explorer.Explore(
            make,
            new()
            {
                Strategy = Strategy,
                Budget = Budget,
                Seed = Seed,
                Workers = Workers,
                Progress = progress,
                Journal = journal,
                Stop = Stop,
            }
        );
        return new(report, report.Failure is { } failure ? Examine(document, make, failure) : null);
    }

    private FailingOrder Examine(ScenarioDocument document, Func<Simulation.Engine.Strategies.Strategy, Experiment> make, Failure failure)
    {
        var repeater = new Repeater(make, Budget.StepsOfSchedule);
        if (Divergence.Between(repeater, new(make, Budget.StepsOfSchedule), failure.Decisions) is { } divergence)
        {
            return FailingOrder.Of(
                document,
                repeater,
                new(ViolationKind.NonDeterminism, "determinism", divergence.ToString()),
                failure.Strategy,
                failure.Decisions,
                failure.Decisions,
                Conditions
            );
        }

        var shrinker = new Shrinker(repeater, failure.Violation);
        var smallest = Shrinks ? shrinker.Shrink(failure.Decisions) ?? failure.Decisions : failure.Decisions;
        return FailingOrder.Of(document, repeater, failure.Violation, failure.Strategy, failure.Decisions, smallest, Conditions);
    }
}

/// <summary>The result of exploring a scenario.</summary>
/// <param name="Report">The report of the search.</param>
/// <param name="Failure">The order that failed, made smaller; null for none.</param>
internal sealed record ExplorationResult(ExplorationReport Report, FailingOrder? Failure);
