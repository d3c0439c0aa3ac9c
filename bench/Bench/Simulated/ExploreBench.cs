using System.Diagnostics;
using SvaOrleans.Bench.Grains;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Bench;

/// <summary>How many complete schedules a second are explored of a small case: two callers that each ask three grains, five grains and sixteen steps.</summary>
public static class ExploreBench
{
    private const int Callers = 2;
    private const int Asked = 3;

    /// <summary>Measures, everything in one run.</summary>
    /// <param name="runs">Runs that count, after one that does not.</param>
    /// <param name="schedules">Schedules in a run.</param>
    /// <param name="workers">How many threads explore.</param>
    /// <param name="progress">Is told how far it has come.</param>
    public static ExploreFigures Run(int runs, int schedules, int workers, Action<string> progress)
    {
        List<double> plain = [];
        List<double> bare = [];
        List<double> watched = [];
        for (var run = 0; run <= runs; run++)
        {
            progress($"explore: run {run} of {runs}");
            var (loop, off, on) = (PlainLoop(schedules), Explore(schedules, workers, false), Explore(schedules, workers, true));
            if (run > 0)
            {
                plain.Add(loop);
                bare.Add(off);
                watched.Add(on);
            }
        }

        return new(
            RateOf("the same calls in a plain loop, on one thread", plain),
            RateOf("orders explored, nothing watches", bare),
            RateOf("orders explored, an oracle watches every step", watched),
            workers
        );
    }

    private static double PlainLoop(int times)
    {
        var cluster = Cluster(new FifoStrategy());
        var start = Stopwatch.GetTimestamp();
        for (var time = 0; time < times; time++)
        {
            cluster.Reset();
            cluster.Run(() => Calls(cluster));
        }

        return times / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Explore(int schedules, int workers, bool isWatched)
    {
        var report = Explorer.Explore(
            strategy =>
            {
                var cluster = Cluster(strategy);
                return new(cluster.World, () => Calls(cluster)) { Oracles = isWatched ? [new Counting()] : [] };
            },
            new()
            {
                Strategy = new RandomWalk(),
                Budget = new() { Schedules = schedules },
                Workers = workers,
            }
        );
        return
            report.Failure is null && report.Progress.Schedules == schedules && report.Progress.Longest == 2 * (Callers + (Callers * Asked))
            ? report.Progress.PerSecond
            : throw new InvalidOperationException($"the small case is not what it should be: {report}, {report.Progress.Longest} steps");
    }

    private static SimulatedCluster Cluster(Strategy strategy) =>
        new SimulatedClusterBuilder()
            .AddGrains(typeof(PingGrain).Assembly)
            .WatchOutsideWork(false) // as the product has it: the build refuses it in these grains
            .UseStrategy(strategy)
            .Build();

    private static async Task Calls(SimulatedCluster cluster)
    {
        var one = cluster.GrainFactory.GetGrain<ICallerGrain>(GrainId.Create("bench-caller", "one")).Visit("p", Asked).AsTask();
        var other = cluster.GrainFactory.GetGrain<ICallerGrain>(GrainId.Create("bench-caller", "other")).Visit("p", Asked).AsTask();
        await one;
        await other;
    }

    private static Rate RateOf(string name, List<double> rates)
    {
        double[] sorted = [.. rates.Order()];
        return new(name, sorted[sorted.Length / 2], sorted[0], sorted[^1], 0);
    }

    private sealed class Counting : Oracle
    {
        public override string Name => "whoever ran is alive";

        public override bool WatchesSteps => true;

        public override void AfterStep(Activation at)
        {
            if (at.State != ActivationState.Valid)
            {
                throw Fail($"{at.Slot} is {at.State}");
            }
        }
    }
}
