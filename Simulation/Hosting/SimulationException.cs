namespace SvaOrleans.Simulation.Hosting;

/// <summary>Something cannot be simulated: a grain class, one of its members, or what ConfigureSilo adds. The
/// message names it and says what to do.</summary>
public sealed class SimulationException : InvalidOperationException
{
    /// <summary>Makes one without a message.</summary>
    public SimulationException() { }

    /// <summary>Makes one.</summary>
    /// <param name="message">The unsupported feature, and what to use instead.</param>
    public SimulationException(string message)
        : base(message) { }

    /// <summary>Makes one.</summary>
    /// <param name="message">The unsupported feature, and what to use instead.</param>
    /// <param name="innerException">What Orleans says of it.</param>
    public SimulationException(string message, Exception innerException)
        : base(message, innerException) { }
}
