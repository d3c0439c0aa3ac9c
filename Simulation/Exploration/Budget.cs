namespace SvaOrleans.Simulation.Exploration;

/// <summary>The limits of an exploration. The first one that is reached ends it.</summary>
public sealed record Budget
{
    /// <summary>Schedules; null for no limit.</summary>
    public long? Schedules { get; init; }

    /// <summary>Measured time; null for no limit. Looked at between schedules.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Steps of one schedule, after which it counts as endless.</summary>
    public long StepsOfSchedule { get; init; } = 1_000_000;
}
