namespace SvaOrleans.Simulation.Engine.Deadlocks;

/// <summary>A run stopped with requests pending and nothing ready.</summary>
public sealed class DeadlockException : Exception
{
    internal DeadlockException(DeadlockReport report)
        : base(report.ToString()) => Report = report;

    /// <summary>The wait-for graph.</summary>
    public DeadlockReport Report { get; }
}
