namespace SvaOrleans.Simulation.Exploration.Strategies;

/// <summary>How the schedules of an exploration are chosen.</summary>
public abstract class ExplorationStrategy
{
    private protected ExplorationStrategy() { }

    /// <summary>Name and parameters, as the console takes them.</summary>
    public abstract string Name { get; }

    /// <summary>Begins an exploration.</summary>
    /// <param name="workers">How many workers will ask.</param>
    /// <param name="seed">Where seeds begin.</param>
    /// <param name="isStopped">True once the exploration was ended; polled by a worker that waits for another one.</param>
    internal abstract Campaign Begin(int workers, ulong seed, Func<bool> isStopped);
}
