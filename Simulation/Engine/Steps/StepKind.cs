namespace SvaOrleans.Simulation.Engine.Steps;

/// <summary>What a ready step would do when it is chosen.</summary>
public enum StepKind : byte
{
    /// <summary>A request (or a timer's tick) reaches its grain: it is appended to the waiting list and the list is scanned.</summary>
    Request = 1,

    /// <summary>A response reaches the caller and the caller's continuation runs.</summary>
    Response = 2,

    /// <summary>The oldest continuation queued at one activation runs.</summary>
    Continuation = 3,

    /// <summary>A timer of the virtual clock fires.</summary>
    Timer = 4,

    /// <summary>A caller gives up waiting for a response (time-out, cancellation, dead silo); the call itself goes on at its target, if it can.</summary>
    GiveUp = 5,

    /// <summary>The world's storage carries out a read, write or clear.</summary>
    Storage = 6,

    /// <summary>A cancellation reaches the grain that runs the cancelled request.</summary>
    Cancel = 7,

    /// <summary>Something goes wrong: a message is late, a caller gives up, an activation or a silo goes.</summary>
    Fault = 8,
}
