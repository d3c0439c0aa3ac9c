using Orleans.Streams;

namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>Gives streams. There is one for every name that somebody asks for, as there is storage.</summary>
internal sealed class SimulatedStreamProvider(SimulatedCluster cluster, string name) : IStreamProvider
{
    public string Name => name;

    public bool IsRewindable => true;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new SimulatedStream<T>(cluster.Streams, name, streamId);
}
