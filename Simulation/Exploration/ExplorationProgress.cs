namespace SvaOrleans.Simulation.Exploration;

/// <summary>How far an exploration has come.</summary>
/// <param name="Schedules">Schedules that ran to their ends.</param>
/// <param name="Cut">Schedules that were ended, as they could show nothing new.</param>
/// <param name="Elapsed">Measured time.</param>
/// <param name="Longest">Steps of the longest schedule.</param>
public readonly record struct ExplorationProgress(long Schedules, long Cut, TimeSpan Elapsed, long Longest)
{
    /// <summary>Schedules a second, measured.</summary>
    public double PerSecond => Elapsed > TimeSpan.Zero ? Schedules / Elapsed.TotalSeconds : 0;
}
