using SvaOrleans.Bench.Grains;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Bench;

/// <summary>A cluster that pings, on the simulated engine.</summary>
internal sealed class SimulatedPings : PingCluster
{
    private readonly SimulatedCluster _cluster = new SimulatedClusterBuilder()
        .AddGrains(typeof(PingGrain).Assembly)
        .WatchOutsideWork(false) // as the product has it: the build refuses it in these grains
        .Build();

    /// <summary>Forgets all activations, so that the next run creates them again.</summary>
    public override Task Forget()
    {
        _cluster.Reset();
        return Task.CompletedTask;
    }

    public override Task<TResult> Run<TResult>(Func<IGrainFactory, Task<TResult>> client) =>
        Task.FromResult(_cluster.Run(() => client(_cluster.GrainFactory)));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
