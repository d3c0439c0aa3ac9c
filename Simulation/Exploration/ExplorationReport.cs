namespace SvaOrleans.Simulation.Exploration;

/// <summary>What an exploration has shown.</summary>
public sealed record ExplorationReport
{
    /// <summary>The strategy.</summary>
    public required string Strategy { get; init; }

    /// <summary>How far it came.</summary>
    public required ExplorationProgress Progress { get; init; }

    /// <summary>Whether every schedule was explored, or one that means the same.</summary>
    public required bool IsExhausted { get; init; }

    /// <summary>The first schedule that broke something; null for none.</summary>
    public required Failure? Failure { get; init; }

    /// <summary>The goals that had to be reached and were not.</summary>
    public required IReadOnlyList<string> NeverReached { get; init; }

    /// <summary>The final states of schedules, if the experiment reports them.</summary>
    public required IReadOnlySet<ulong> FinalStates { get; init; }

    /// <summary>A number over the numbers and the rolling hashes of all schedules: equal explorations have equal ones, in every process and
    /// with any number of workers, if each schedule has a seed.</summary>
    public required ulong Fingerprint { get; init; }

    /// <summary>Whether nothing was broken and all was reached.</summary>
    public bool HasPassed => Failure is null && NeverReached.Count == 0;

    /// <summary>The report in a line.</summary>
    public override string ToString()
    {
        var explored = IsExhausted
            ? Progress.Schedules == 1
                ? "the one class of orders explored"
                : $"all {Progress.Schedules:N0} classes of orders explored"
            : Progress.Schedules == 1
                ? "1 order explored"
                : $"{Progress.Schedules:N0} orders explored";
        return Failure is { } failure ? $"{failure.Violation.Invariant}: {failure.Violation.Message} (order {failure.Number})"
            : NeverReached.Count > 0 ? $"{explored}, but never reached: {string.Join(", ", NeverReached)}"
            : $"{explored}, nothing broken";
    }
}
