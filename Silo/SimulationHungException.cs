namespace SvaOrleans.Silo;

/// <summary>A run that cannot end: somebody waits for what will never happen.</summary>
public sealed class SimulationHungException : Exception
{
    /// <summary>A run that hangs.</summary>
    public SimulationHungException() { }

    /// <summary>A run that hangs.</summary>
    /// <param name="message">Who waits for whom.</param>
    public SimulationHungException(string message)
        : base(message) { }

    /// <summary>A run that hangs.</summary>
    /// <param name="message">Who waits for whom.</param>
    /// <param name="innerException">What the engine said.</param>
    public SimulationHungException(string message, Exception innerException)
        : base(message, innerException) { }
}
