using System.Diagnostics;
using SvaOrleans.Bench.Grains;
using SvaOrleans.Silo;

namespace SvaOrleans.Bench.Scale;

/// <summary>Grain calls of the same process, awaited one by one: what everything else is measured in.</summary>
internal sealed class PingYardstick(PingCluster cluster, EngineKind engine)
{
    private const int Calls = 10_000;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(80);

    /// <summary>Calls of one grain by another: all that they touch is in the processor's caches.</summary>
    public Task<Pings> Measure() => Repeat(cluster, static caller => caller.Run("0", Calls));

    /// <summary>Calls of as many grains as there are in a run, each time of one that was not called for long: what memory alone makes of a
    /// call. They live only as long as they are measured, so that they weigh on nothing else.</summary>
    /// <param name="grains">How many.</param>
    public async Task<Pings> MeasureCrowd(int grains)
    {
        await using var crowd = await PingCluster.Start(engine);
        await crowd.Run(grainFactory => Caller(grainFactory).Gather("crowd", grains).AsTask());
        return await Repeat(crowd, static caller => caller.RunRound(Calls));
    }

    private static async Task<Pings> Repeat(PingCluster cluster, Func<ICallerGrain, ValueTask<long>> calls)
    {
        var sum = default(Pings);
        while (sum.Elapsed < Least)
        {
            var processor = ProcessorTime.Now;
            var start = Stopwatch.GetTimestamp();
            await cluster.Run(grains => calls(Caller(grains)).AsTask());
            var elapsed = Stopwatch.GetElapsedTime(start);
            sum += new Pings(Calls, elapsed, ProcessorTime.Now - processor);
        }

        return sum;
    }

    private static ICallerGrain Caller(IGrainFactory grains) => grains.GetGrain<ICallerGrain>(GrainId.Create("bench-caller", "0"));
}
