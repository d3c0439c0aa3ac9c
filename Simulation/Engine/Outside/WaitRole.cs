namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>What an object is in a wait.</summary>
internal enum WaitRole : byte
{
    /// <summary>Nothing that is known.</summary>
    Other,

    /// <summary>An asynchronous method that is suspended.</summary>
    Code,

    /// <summary>A grain call.</summary>
    Call,

    /// <summary>A plain task, or one over others.</summary>
    Task,

    /// <summary>A task that runs a delegate when another one has ended.</summary>
    Continuation,

    /// <summary>A task for one that a delegate makes.</summary>
    Unwrapped,

    /// <summary>A delay.</summary>
    Delay,

    /// <summary>A wait with a time-out.</summary>
    TimedWait,

    /// <summary>A wait for a periodic timer.</summary>
    PeriodicWait,

    /// <summary>A periodic timer.</summary>
    PeriodicTimer,

    /// <summary>A timer of the machine's clock.</summary>
    Timer,

    /// <summary>What cancels tokens.</summary>
    Source,

    /// <summary>Several tasks.</summary>
    Tasks,
}
