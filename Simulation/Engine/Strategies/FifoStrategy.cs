namespace SvaOrleans.Simulation.Engine.Strategies;

/// <summary>Oldest first: the schedule of a quiet machine. Every draw is 0.</summary>
public sealed class FifoStrategy : Strategy
{
    /// <inheritdoc/>
    public override string Name => "fifo";

    /// <inheritdoc/>
    public override int Choose(ReadySteps ready) => 0;

    /// <inheritdoc/>
    public override int Draw(int bound) => 0;
}
