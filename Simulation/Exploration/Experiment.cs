using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Faults;

namespace SvaOrleans.Simulation.Exploration;

/// <summary>What is explored: a world of one's own, the code that runs in it, and what must hold. Every worker has one for itself and uses it
/// again for each schedule.</summary>
/// <param name="world">The world; its strategy must be the one that the explorer handed out.</param>
/// <param name="body">Client code that starts the part to explore. Its awaits come back into the world's loop.</param>
public sealed class Experiment(World world, Func<Task> body)
{
    /// <summary>The world.</summary>
    public World World => world;

    /// <summary>Starts the part to explore.</summary>
    public Func<Task> Body => body;

    /// <summary>True if a schedule ends with the body's task, whatever else could still happen, e.g. the ticks of periodic timers. Else it ends when
    /// nothing can happen any more; code that still waits then is a deadlock.</summary>
    public bool EndsWithBody { get; init; }

    /// <summary>Brings a world that was reset to where the exploration begins. It runs oldest first and makes no choices.</summary>
    public Action? Prepare { get; init; }

    /// <summary>What watches the schedules; each is asked to begin anew before every one.</summary>
    public IReadOnlyList<Oracle> Oracles { get; init; } = [];

    /// <summary>Is told of every step that has run, and tells the world what it has touched (<see cref="World.Touch"/>), where classes declare that;
    /// null for nobody. Only asked for when the order of steps matters.</summary>
    public Action<Activation>? Watch { get; init; }

    /// <summary>The state in which a schedule ended, as a number: schedules with the same meaning have the same. Null for not asked.</summary>
    public Func<ulong>? FinalState { get; init; }

    /// <summary>The state as lines for people, to compare what was before a schedule with what came of it; null for nothing to tell.</summary>
    public Func<IReadOnlyList<string>>? Describe { get; init; }

    /// <summary>Says which violation a hang is; null: each is one of liveness.</summary>
    public Func<DeadlockReport, Violation>? JudgeHang { get; init; }

    /// <summary>Says which violation an exception is that the code threw; null for "not one that I know", which counts as safety.</summary>
    public Func<Exception, Violation?>? JudgeFault { get; init; }

    /// <summary>Virtual time after the beginning of the explored part by which all must have ended; null for no bound.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>What may go wrong while the experiment runs; null for nothing.</summary>
    public FaultOptions? Faults { get; init; }

    /// <summary>What is done, one after the other, once the experiment has come to its end and nothing goes wrong any more; it all must end, and the
    /// oracles look again after each. It runs oldest first and makes no choices.</summary>
    public IReadOnlyList<Func<Task>> Aftermath { get; init; } = [];

    /// <summary>Events that some schedule must bring about (<see cref="Oracle.Reach"/>), or the exploration has shown nothing.</summary>
    public IReadOnlyList<string> MustReach { get; init; } = [];
}
