using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Simulation.Exploration;

/// <summary>How to explore.</summary>
public sealed record ExploreOptions
{
    /// <summary>How schedules are chosen.</summary>
    public ExplorationStrategy Strategy { get; init; } = new Portfolio();

    /// <summary>How long.</summary>
    public Budget Budget { get; init; } = new() { Schedules = 10_000 };

    /// <summary>Where seeds begin.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many threads explore, each in worlds of its own; by default one for every core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Receives the progress of the exploration from time to time; never from two threads at once.</summary>
    public Action<ExplorationProgress>? Progress { get; init; }

    /// <summary>Records every schedule while it runs; null for none.</summary>
    public IScheduleJournal? Journal { get; init; }

    /// <summary>Ends the exploration early.</summary>
    public CancellationToken Stop { get; init; }
}
