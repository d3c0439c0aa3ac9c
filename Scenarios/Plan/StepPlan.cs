using SvaOrleans.Documents.Yaml;
using SvaOrleans.Scenarios.Expectations;

namespace SvaOrleans.Scenarios.Plan;

/// <summary>A step as people see it: its text in the file, and its expectations.</summary>
internal sealed record StepPlan
{
    /// <summary>Its number in the file, from 1, branches included.</summary>
    public required int Id { get; init; }

    /// <summary>The name that the file gives it; null when it has none.</summary>
    public required string? Label { get; init; }

    /// <summary>Which operation.</summary>
    public required string Keyword { get; init; }

    /// <summary>Its arguments as they were understood.</summary>
    public required IReadOnlyList<Argument> Arguments { get; init; }

    /// <summary>Its place in the file.</summary>
    public required Place Place { get; init; }

    public required string Host { get; init; }

    /// <summary>The branch that it belongs to; null outside parallel blocks.</summary>
    public required string? Branch { get; init; }

    /// <summary>Whether it is under <c>setup:</c>.</summary>
    public required bool IsSetup { get; init; }

    /// <summary>The expectation of its result; null if any result is accepted.</summary>
    public ResultExpectation? Expectation { get; init; }

    /// <summary>Of a parallel block: what must be true of its steps together.</summary>
    public IReadOnlyList<Relation> Relations { get; init; } = [];
}
