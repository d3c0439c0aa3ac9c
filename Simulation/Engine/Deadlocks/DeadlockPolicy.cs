namespace SvaOrleans.Simulation.Engine.Deadlocks;

/// <summary>What a world does when requests are pending and only their response time-outs could still happen.</summary>
public enum DeadlockPolicy
{
    /// <summary>Stops and reports who waits for whom.</summary>
    Report,

    /// <summary>Lets time pass until the callers' time-outs, as a real cluster does.</summary>
    TimeOut,
}
