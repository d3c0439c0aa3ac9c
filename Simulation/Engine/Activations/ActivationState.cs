namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>The life of an activation.</summary>
public enum ActivationState : byte
{
    /// <summary>Its activation code runs; requests wait.</summary>
    Activating,

    /// <summary>It takes requests.</summary>
    Valid,

    /// <summary>It lets running requests end and takes no more; what waits goes to the next activation.</summary>
    Deactivating,

    /// <summary>It is gone.</summary>
    Invalid,
}
