using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Exploration.Strategies;

/// <summary>Every ready step is equally likely at every choice.</summary>
public sealed class RandomWalk : SeededStrategy
{
    /// <inheritdoc/>
    public override string Name => "random";

    /// <inheritdoc/>
    public override Strategy Of(ulong seed) => new RandomStrategy(seed);
}
