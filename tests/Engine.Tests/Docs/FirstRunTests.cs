using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Docs;

// The first example of docs/engine.md; House.Tests holds the two alike.
public interface ICounter : IGrainWithStringKey
{
    ValueTask<int> Add(int amount);
}

[GrainType("counter")]
public sealed class CounterGrain : Grain, ICounter
{
    private int _sum;

    public ValueTask<int> Add(int amount) => new(_sum += amount);
}

public class FirstRunTests
{
    [Fact]
    public void The_first_example_runs()
    {
        RandomStrategy strategy = new(seed: 0);
        var cluster = new SimulatedClusterBuilder().AddGrains(typeof(CounterGrain).Assembly).UseStrategy(strategy).Build();

        SortedSet<string> answers = [];
        SortedSet<ulong> runs = [];
        for (ulong seed = 0; seed < 10_000; seed++)
        {
            strategy.Reseed(seed);
            cluster.Reset();
            cluster.Run(async () =>
            {
                var counter = cluster.GrainFactory.GetGrain<ICounter>(GrainId.Create("counter", "a"));
                var sums = await Task.WhenAll(counter.Add(1).AsTask(), counter.Add(2).AsTask());
                answers.Add(string.Join(" ", sums));
            });
            runs.Add(cluster.World.Hash);
        }

        // Two orders of arrival and two orders of the answers.
        Assert.Equal(["1 3", "3 2"], answers);
        Assert.InRange(runs.Count, 4, 8);
    }
}
