namespace SvaOrleans.Simulation.Testing;

/// <summary>A test of grains failed in some order.</summary>
public sealed class ClusterTestException : Exception
{
    internal ClusterTestException(ClusterTestReport report)
        : base(report.ToString(), report.Exception) => Report = report;

    /// <summary>The report.</summary>
    public ClusterTestReport Report { get; }
}
