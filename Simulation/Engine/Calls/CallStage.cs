namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>How far a request has come.</summary>
public enum CallStage : byte
{
    /// <summary>In a pool.</summary>
    Free,

    /// <summary>Sent; the strategy has not delivered it yet.</summary>
    InFlight,

    /// <summary>Delivered, but not admitted yet.</summary>
    Waiting,

    /// <summary>Admitted; the grain's method has not completed.</summary>
    Running,

    /// <summary>The method has completed; its response is in flight.</summary>
    Responding,

    /// <summary>Its target's silo was killed; the caller does not know yet.</summary>
    Lost,

    /// <summary>The caller has its answer, or nobody will ever answer.</summary>
    Done,
}
