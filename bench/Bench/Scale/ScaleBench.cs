using SvaOrleans.Silo;

namespace SvaOrleans.Bench.Scale;

/// <summary>Measures how costs grow with the number of bonds, on one engine.</summary>
public static class ScaleBench
{
    /// <summary>The ladder when none is asked for, in bonds.</summary>
    public static IReadOnlyList<int> Ladder { get; } = [1_000, 10_000, 100_000, 1_000_000];

    // Small shapes are over in a moment, so they are measured more often: odd numbers, for the median.
    private const int BondsMeasured = 300_000;
    private const int RunsMax = 15;
    private const int WarmUpBonds = 10_000;
    private const int WarmUpRuns = 3;

    /// <summary>Measures.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="ladder">The shapes, in order.</param>
    /// <param name="progress">Receives the name of the current measurement.</param>
    /// <param name="isWarmedUp">Whether runs that do not count go ahead; only a test has no use for them.</param>
    public static async Task<ScaleFigures> Run(
        EngineKind engine,
        IReadOnlyList<ScaleShape> ladder,
        Action<string>? progress = null,
        bool isWarmedUp = true
    )
    {
        ArgumentOutOfRangeException.ThrowIfZero(ladder.Count);
        await using var cluster = await PingCluster.Start(engine);
        var pings = new PingYardstick(cluster, engine);
        for (var run = 0; isWarmedUp && run < WarmUpRuns; run++)
        {
            await Sample(engine, ScaleShape.Of(WarmUpBonds), pings, what => progress?.Invoke($"warming up: {what}"));
        }

        var steps = new List<ScaleStep>();
        foreach (var shape in ladder)
        {
            var samples = new ScaleSample[RunsOf(shape)];
            for (var run = 0; run < samples.Length; run++)
            {
                samples[run] = await Sample(engine, shape, pings, what => progress?.Invoke(what));
            }

            steps.Add(StepOf(shape, samples, steps.Count > 0 ? steps[^1] : null));
        }

        return new(engine.ToString(), steps);
    }

    /// <summary>How often a shape is measured.</summary>
    internal static int RunsOf(ScaleShape shape) => Math.Clamp(BondsMeasured / shape.Bonds, 1, RunsMax) | 1;

    /// <summary>The medians of some runs, and how they compare with the step before.</summary>
    internal static ScaleStep StepOf(ScaleShape shape, IReadOnlyList<ScaleSample> samples, ScaleStep? before)
    {
        var bytes = Median(samples.Select(static sample => sample.BytesPerBond));
        return new(
            shape,
            samples.Count,
            Median(
                samples
                    .SelectMany<ScaleSample, Measured>(static sample => [sample.Bind, sample.Delivery, sample.Exit])
                    .Select(static measured => measured.Yardstick.Count / measured.Yardstick.Elapsed.TotalSeconds)
            ),
            samples.Max(static sample => sample.Objects),
            Median(samples.Select(static sample => sample.Bind.InPings / sample.Bind.InPingsOf(sample.Crowd))),
            CostOf(static sample => sample.Bind, before?.Bind),
            bytes,
            bytes / before?.BytesPerBond,
            CostOf(static sample => sample.Delivery, before?.Delivery),
            CostOf(static sample => sample.Exit, before?.Exit),
            [.. samples.SelectMany(static sample => sample.Left).Distinct()]
        );

        ScaleCost CostOf(Func<ScaleSample, Measured> measured, ScaleCost? earlier)
        {
            var pings = Median(samples.Select(sample => measured(sample).InPings));
            return new(
                Median(samples.Select(sample => measured(sample).PerSecond)),
                pings,
                pings / earlier?.Pings,
                Median(samples.Select(sample => measured(sample).InPingsOf(sample.Crowd))),
                measured(samples[0]).CallsEach,
                Median(samples.Select(sample => measured(sample).Collecting)),
                Median(samples.Select(sample => measured(sample).InPingsWithoutCollecting)),
                Median(samples.Select(sample => measured(sample).BytesEach))
            );
        }
    }

    private static async Task<ScaleSample> Sample(EngineKind engine, ScaleShape shape, PingYardstick pings, Action<string> progress)
    {
        await using var simulation = await Simulations.Create(new SimulationOptions { Engine = engine, KeepsEvents = false });
        return await new ScaleRun(simulation, shape, pings, progress).Run();
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
