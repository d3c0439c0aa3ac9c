using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Bench.Grains;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Bench;

/// <summary>A cluster that pings, on the simulated engine.</summary>
internal sealed class PingCluster : IAsyncDisposable
{
    private readonly SimulatedCluster cluster = new SimulatedClusterBuilder()
        .AddGrains(typeof(PingGrain).Assembly)
        .Build();

    public static Task<PingCluster> Start() => Task.FromResult(new PingCluster());

    /// <summary>Forgets all activations, so that the next run makes them anew.</summary>
    public Task Forget()
    {
        cluster.Reset();
        return Task.CompletedTask;
    }

    public Task<TResult> Run<TResult>(Func<IGrainFactory, Task<TResult>> client) => Task.FromResult(cluster.Run(() => client(cluster.GrainFactory)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
