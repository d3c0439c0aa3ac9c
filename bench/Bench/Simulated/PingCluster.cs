using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Bench.Grains;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Bench;

/// <summary>A cluster that pings, on the simulated engine.</summary>
internal sealed class PingCluster : IAsyncDisposable
{
    private readonly SimulatedCluster cluster = new SimulatedClusterBuilder()
        .AddGrains(typeof(PingGrain).Assembly)
        .UseServices(new ServiceCollection().BuildServiceProvider())
        .Build();

    public static Task<PingCluster> Start() => Task.FromResult(new PingCluster());

    public Task<long> Run(int calls)
    {
        var caller = cluster.GrainFactory.GetGrain<ICallerGrain>(GrainId.Create("bench-caller", "caller"));
        return Task.FromResult(cluster.Run(() => caller.Run("pinged", calls).AsTask()));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
