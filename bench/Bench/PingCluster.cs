using SvaOrleans.Silo;

namespace SvaOrleans.Bench;

/// <summary>A cluster that pings.</summary>
internal abstract class PingCluster : IAsyncDisposable
{
    public static async Task<PingCluster> Start(EngineKind engine) =>
        engine == EngineKind.Simulated ? new SimulatedPings() : await OrleansPings.Start();

    /// <summary>Ends all activations, so that the next run creates them again.</summary>
    public abstract Task Forget();

    public abstract Task<TResult> Run<TResult>(Func<IGrainFactory, Task<TResult>> client);

    public abstract ValueTask DisposeAsync();
}
