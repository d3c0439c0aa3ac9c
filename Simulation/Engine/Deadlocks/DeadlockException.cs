namespace SvaOrleans.Simulation.Engine.Deadlocks;

/// <summary>A run stopped with requests pending and nothing ready.</summary>
public sealed class DeadlockException : Exception
{
    internal DeadlockException(DeadlockReport report)
        : base(report.ToString()) => Report = report;

    /// <summary>Who waits for whom.</summary>
    public DeadlockReport Report { get; }
}
