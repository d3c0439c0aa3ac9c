namespace SvaOrleans.Simulation.Exploration;

/// <summary>
/// Records every schedule while it runs, choice by choice and before the choice takes effect, so that one which never ends, or ends the
/// process, can be repeated. Each worker reports its own schedules from its own thread.
/// </summary>
public interface IScheduleJournal
{
    /// <summary>A schedule begins.</summary>
    /// <param name="worker">The worker that runs it, from 0.</param>
    /// <param name="strategy">Where its choices come from.</param>
    void Begin(int worker, string strategy);

    /// <summary>A choice was made, and takes effect next.</summary>
    /// <param name="worker">The worker that runs the schedule.</param>
    /// <param name="decision">The choice.</param>
    void Chose(int worker, int decision);

    /// <summary>The schedule has ended.</summary>
    /// <param name="worker">The worker that ran it.</param>
    void End(int worker);
}
