using Orleans.Streams;

namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>Gives streams. The cluster makes one for every provider name that is asked for, as it does with storage.</summary>
internal sealed class SimulatedStreamProvider(SimulatedCluster cluster, string name) : IStreamProvider
{
    public string Name => name;

    public bool IsRewindable => true;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new SimulatedStream<T>(cluster.Streams, name, streamId);
}
