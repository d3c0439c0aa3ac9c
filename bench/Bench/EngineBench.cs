using SvaOrleans.Bench.Grains;
using SvaOrleans.Silo;

namespace SvaOrleans.Bench;

/// <summary>Measures one engine.</summary>
public static class EngineBench
{
    private const int RunsMax = 100;
    private const int Callers = 100;
    private const int Width = 100;
    private const int NewGrains = 10_000;

    /// <summary>Measures.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="runs">How many runs are counted, after one that is not.</param>
    /// <param name="calls">Grain calls in a run.</param>
    /// <param name="progress">Receives the name of the current measurement.</param>
    public static async Task<EngineFigures> Run(EngineKind engine, int runs, int calls, Action<string>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(runs, RunsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1_000);
        await using var pings = await PingCluster.Start(engine);
        await using var binding = await BindBench.Start(engine);
        var visits = 0;
        var grainCalls = new Series(
            "grain calls, awaited one by one",
            calls,
            () => pings.Run(grains => Caller(grains, 0).Run("0", calls).AsTask())
        );
        var manyCallers = new Series(
            $"grain calls of {Callers} callers at once",
            calls / Callers * Callers,
            () =>
                pings.Run(grains =>
                    Task.WhenAll(
                        Enumerable.Range(0, Callers).Select(index => Caller(grains, index).Run($"{index}", calls / Callers).AsTask())
                    )
                )
        );
        var clientCalls = new Series("calls of a client, awaited one by one", calls, () => pings.Run(grains => Client(grains, calls)));
        var fanOut = new Series(
            $"grain calls in fan-outs of {Width}",
            calls / Width * Width,
            () => pings.Run(grains => Caller(grains, 0).FanOut("fan", Width, calls / Width).AsTask())
        );
        var activations = new Series(
            "first calls, each an activation",
            NewGrains,
            () => pings.Run(grains => Caller(grains, 0).Visit($"new{visits++}-", NewGrains).AsTask())
        );
        var completing = new Series(
            "plain awaited virtual calls that complete at once",
            calls * 10,
            () => PlainCalls.Completing(calls * 10)
        );
        var yielding = new Series("plain awaited virtual calls that yield", calls, () => Task.FromResult(PlainCalls.Yielding(calls)));
        var binds = new Series("bind and unbind, pairs", BindBench.Pairs, binding.Run);

        // Turn and turn about, so that a machine that slows down slows everything down.
        Series[] all = [grainCalls, completing, yielding, binds, manyCallers, clientCalls, fanOut, activations];
        for (var run = 0; run <= runs; run++)
        {
            progress?.Invoke(run == 0 ? "warming up" : $"run {run} of {runs}");
            await pings.Forget();
            foreach (var series in all)
            {
                await series.Run(counts: run > 0);
            }
        }

        return new(
            engine.ToString(),
            grainCalls.Rate,
            manyCallers.Rate,
            clientCalls.Rate,
            fanOut.Rate,
            activations.Rate,
            completing.Rate,
            yielding.Rate,
            binds.Rate,
            grainCalls.Over(yielding),
            grainCalls.Over(completing),
            grainCalls.Over(binds),
            grainCalls.Bytes
        );
    }

    private static ICallerGrain Caller(IGrainFactory grains, int index) =>
        grains.GetGrain<ICallerGrain>(GrainId.Create("bench-caller", $"{index}"));

    private static async Task<long> Client(IGrainFactory grains, int calls)
    {
        var target = grains.GetGrain<IPingGrain>(GrainId.Create("bench-ping", "client's"));
        var last = 0L;
        for (var call = 0; call < calls; call++)
        {
            last = await target.Ping(1);
        }

        return last;
    }
}
