using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Scheduling;

public interface IWalker : IGrainWithStringKey
{
    Task<int> Walk(int hops, int seed);

    ValueTask<int> Visits();
}

/// <summary>Walks over other grains, with sleeps, yields and fan-outs, so that a run has many choices.</summary>
[GrainType("walker")]
public sealed class WalkerGrain(TimeProvider time) : Grain, IWalker
{
    private int _visits;

    public async Task<int> Walk(int hops, int seed)
    {
        _visits++;
        if (hops == 0)
        {
            return _visits;
        }

        switch (seed % 3)
        {
            case 0:
                await Task.Delay(TimeSpan.FromMilliseconds(seed % 7), time);
                break;
            case 1:
                await Task.Yield();
                break;
        }

        // Never back to itself: keys carry the number of hops left.
        var left = GrainFactory.GetGrain<IWalker>($"{hops - 1}-{seed % 2}");
        var right = GrainFactory.GetGrain<IWalker>($"{hops - 1}-{(seed + 1) % 3}");
        var both = await Task.WhenAll(left.Walk(hops - 1, seed + 1), right.Walk(hops - 1, seed + 2));
        return both[0] + both[1] + await left.Visits();
    }

    public ValueTask<int> Visits() => new(_visits);
}

/// <summary>A run with many choices.</summary>
internal static class Crowd
{
    internal static SimulatedCluster Cluster(Strategy strategy) => Clusters.Builder().UseStrategy(strategy).RecordDecisions().Build();

    internal static ulong Run(ulong seed) => Run(Cluster(new RandomStrategy(seed)));

    internal static ulong Run(SimulatedCluster cluster)
    {
        cluster.Run(() =>
            Task.WhenAll(Enumerable.Range(0, 4).Select(i => cluster.GrainFactory.GetGrain<IWalker>($"start-{i % 2}").Walk(4, i)))
        );
        return cluster.World.Hash;
    }
}
