namespace SvaOrleans.Silo;

/// <summary>A run that cannot end: it waits for an event that will never happen.</summary>
public sealed class SimulationHungException : Exception
{
    /// <summary>A run that hangs.</summary>
    public SimulationHungException() { }

    /// <summary>A run that hangs.</summary>
    /// <param name="message">The task that waits, and what for.</param>
    public SimulationHungException(string message)
        : base(message) { }

    /// <summary>A run that hangs.</summary>
    /// <param name="message">The task that waits, and what for.</param>
    /// <param name="innerException">The engine's exception.</param>
    public SimulationHungException(string message, Exception innerException)
        : base(message, innerException) { }
}
