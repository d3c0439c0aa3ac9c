using Orleans.Storage;
using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>The cluster's exceptions as Orleans names them.</summary>
internal sealed class OrleansFaults : ClusterFaults
{
    public override Exception SiloUnavailable(string message) => new SiloUnavailableException(message);

    public override Exception Rejected(string message) => OrleansInternals.Rejection(message);

    public override Exception InconsistentState(string message, string? storedTag, string? currentTag) =>
        new InconsistentStateException(message, storedTag, currentTag);
}
