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

    public required IReadOnlyList<HostPlan> Hosts { get; init; }

    /// <summary>The parts that run before the scenario proper.</summary>
    public required IReadOnlyList<Segment> Setup { get; init; }

    /// <summary>The parts of the scenario proper.</summary>
    public required IReadOnlyList<Segment> Segments { get; init; }

    /// <summary>Every step; its id is its index plus one.</summary>
    public required IReadOnlyList<StepPlan> Steps { get; init; }

    /// <summary>Events that some order of its steps must produce, each list in this order.</summary>
    public required IReadOnlyList<IReadOnlyList<SvaEventKind>> Reached { get; init; }

    /// <summary>The place of an expectation that only an exploration of every order can prove; null if there is none.</summary>
    public required Place? NeedsExploring { get; init; }

    /// <summary>Parts of it that can run but may not be intended.</summary>
    public required IReadOnlyList<ScenarioWarning> Warnings { get; init; }

    /// <summary>The number of expectations of its steps and of the state. The success of the setup is not counted.</summary>
    public int ExpectationCount =>
        Steps.Count(static step => !step.IsSetup && step.Expectation is not null)
        + Steps.Sum(static step => step.Relations.Count)
        + Segments.OfType<StateSegment>().Sum(static segment => segment.Expectation.Checks.Count);
}
