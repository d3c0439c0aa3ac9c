namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>Why an activation is deactivated. The numbers are those of Orleans' reason codes.</summary>
public enum DeactivationCause : byte
{
    /// <summary>Its silo stops.</summary>
    ShuttingDown = 1,

    /// <summary>Its constructor or its activation code threw.</summary>
    ActivationFailed = 2,

    /// <summary>Nothing happened for the world's idle age.</summary>
    Idle = 4,

    /// <summary>A request ended with an error after which the activation's state cannot be trusted.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,
}
