using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Exploration.Tests.Outside;

/// <summary>Work that leaves a run is a fault of the program that is explored, not something that its races bring about.</summary>
public class OutsideSearchTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_search_ends_with_it_and_finds_no_deadlock(bool isWatched)
    {
        var e = Assert.Throws<OutsideWorkException>(() => Explorer.Explore(Case(isWatched), new() { Strategy = new Exhaustive() }));
        Assert.Equal(("Task.Delay", "SleeperGrain.Sleep"), (e.Await, e.Code));
    }

    private static Func<Strategy, Experiment> Case(bool isWatched) =>
        strategy =>
        {
            var cluster = new SimulatedClusterBuilder()
                .AddGrains(typeof(SleeperGrain).Assembly, static type => type.Namespace == typeof(SleeperGrain).Namespace)
                .UseStrategy(strategy)
                .WatchOutsideWork(isWatched)
                .Build();
            return new(
                cluster.World,
                async () =>
                    await Task.WhenAll(
                        cluster.GrainFactory.GetGrain<ISleeper>("a").Sleep(),
                        cluster.GrainFactory.GetGrain<ISleeper>("b").Sleep()
                    )
            );
        };
}
