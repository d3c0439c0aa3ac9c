using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Exploration.Strategies;

/// <summary>An exploration under way: hands out one schedule after the other.</summary>
internal abstract class Campaign
{
    /// <summary>True once there is no schedule left.</summary>
    internal virtual bool IsExhausted => false;

    /// <summary>The next schedule.</summary>
    /// <param name="worker">The worker that asks.</param>
    /// <param name="number">How many schedules were handed out before, to all workers.</param>
    /// <returns>Null when there is none left.</returns>
    internal abstract Strategy? Next(int worker, long number);
}
