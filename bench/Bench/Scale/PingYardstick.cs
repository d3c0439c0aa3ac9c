using System.Diagnostics;
using SvaOrleans.Bench.Grains;

namespace SvaOrleans.Bench.Scale;

/// <summary>Grain calls of the same process, awaited one by one: what everything else is measured in.</summary>
internal sealed class PingYardstick(PingCluster cluster)
{
    private const int Calls = 10_000;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(80);

    public async Task<Pings> Measure()
    {
        var sum = default(Pings);
        while (sum.Elapsed < Least)
        {
            var processor = Environment.CpuUsage.TotalTime;
            var start = Stopwatch.GetTimestamp();
            await cluster.Run(static grains => grains.GetGrain<ICallerGrain>(GrainId.Create("bench-caller", "0")).Run("0", Calls).AsTask());
            var elapsed = Stopwatch.GetElapsedTime(start);
            sum += new Pings(Calls, elapsed, Environment.CpuUsage.TotalTime - processor);
        }

        return sum;
    }
}
