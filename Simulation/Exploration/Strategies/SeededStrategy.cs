using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Exploration.Strategies;

/// <summary>A strategy that makes a schedule from a seed; schedule n has seed s + n.</summary>
public abstract class SeededStrategy : ExplorationStrategy
{
    private protected SeededStrategy() { }

    /// <summary>The choices of one seed.</summary>
    /// <param name="seed">The seed.</param>
    public abstract Strategy Of(ulong seed);

    internal sealed override Campaign Begin(int workers, ulong seed, Func<bool> isStopped) => new Seeds(this, seed);

    private sealed class Seeds(SeededStrategy strategy, ulong seed) : Campaign
    {
        internal override Strategy Next(int worker, long number) => strategy.Of(unchecked(seed + (ulong)number));
    }
}
