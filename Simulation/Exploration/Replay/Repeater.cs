using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration.Runs;

namespace SvaOrleans.Simulation.Exploration.Replay;

/// <summary>Runs schedules of one experiment again.</summary>
public sealed class Repeater
{
    private readonly Trial _trial;

    /// <summary>Makes the experiment.</summary>
    /// <param name="make">Makes it; its world must have the strategy that is handed in.</param>
    /// <param name="mostSteps">Steps after which a schedule counts as endless.</param>
    public Repeater(Func<Strategy, Experiment> make, long mostSteps = 1_000_000) => _trial = new(make, mostSteps);

    /// <summary>The experiment.</summary>
    public Experiment Experiment => _trial.Experiment;

    /// <summary>The choices of the last schedule, complete.</summary>
    public IReadOnlyList<int> Decisions => _trial.Decisions;

    /// <summary>Runs a schedule.</summary>
    /// <param name="decisions">Its choices; one that does not fit counts as oldest first.</param>
    /// <param name="watch">Sees every step before it runs; null for nobody.</param>
    /// <returns>How it ended.</returns>
    public Outcome Run(IReadOnlyList<int> decisions, Action<Step>? watch = null) => _trial.Run(new ReplayStrategy(decisions), watch);

    /// <summary>Runs a schedule with any strategy.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="watch">Sees every step before it runs; null for nobody.</param>
    /// <returns>How it ended.</returns>
    public Outcome Run(Strategy strategy, Action<Step>? watch = null) => _trial.Run(strategy, watch);
}
