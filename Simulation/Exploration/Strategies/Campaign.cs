using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Exploration.Strategies;

/// <summary>An exploration under way: hands out one schedule after the other.</summary>
internal abstract class Campaign
{
    /// <summary>True once there is no schedule left.</summary>
    internal virtual bool IsExhausted => false;

    /// <summary>The next schedule.</summary>
    /// <param name="worker">Who asks.</param>
    /// <param name="number">How many schedules were handed out before, to anybody.</param>
    /// <returns>Null when there is none left.</returns>
    internal abstract Strategy? Next(int worker, long number);
}
