namespace SvaOrleans.Simulation.Engine;

/// <summary>A run did not end within the world's step limit.</summary>
public sealed class StepLimitException : Exception
{
    internal StepLimitException(string message)
        : base(message) { }
}
