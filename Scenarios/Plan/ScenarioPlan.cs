using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Scenarios.Plan;

/// <summary>A scenario, checked and ready to run.</summary>
internal sealed record ScenarioPlan
{
    /// <summary>The file, as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>Its name; the file's if it gives none.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about; empty when it does not say.</summary>
    public required string About { get; init; }

    /// <summary>Its hosts.</summary>
    public required IReadOnlyList<HostPlan> Hosts { get; init; }

    /// <summary>What runs before the scenario proper.</summary>
    public required IReadOnlyList<Segment> Setup { get; init; }

    /// <summary>What runs.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>Every step; its id is its index plus one.</summary>
    public required IReadOnlyList<StepPlan> Steps { get; init; }

    /// <summary>What some order of its steps must bring about: events, each list in this order.</summary>
    public required IReadOnlyList<IReadOnlyList<SvaEventKind>> Reached { get; init; }

    /// <summary>Where an expectation stands that only the trial of every order can prove; null when there is none.</summary>
    public required Place? NeedsExploring { get; init; }

    /// <summary>What in it can be run, and may not be meant.</summary>
    public required IReadOnlyList<ScenarioWarning> Warnings { get; init; }

    /// <summary>How much the file expects of its steps and of the state; that a setup succeeds goes without saying.</summary>
    public int ExpectationCount =>
        Steps.Count(static step => !step.IsSetup && step.Expectation is not null)
        + Steps.Sum(static step => step.Relations.Count)
        + Segments.OfType<StateSegment>().Sum(static segment => segment.Expectation.Checks.Count);
}
