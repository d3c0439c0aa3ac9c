namespace SvaOrleans.Bench.Scale;

/// <summary>What one run measured.</summary>
/// <param name="Bind">Binds.</param>
/// <param name="BytesPerBond">Bytes kept for each bond.</param>
/// <param name="Delivery">Invalidations delivered.</param>
/// <param name="Exit">Exits.</param>
/// <param name="Objects">Kernel objects alive.</param>
/// <param name="Crowd">Grain calls of as many grains.</param>
/// <param name="Left">The objects that were left at the end.</param>
internal sealed record ScaleSample(
    Measured Bind,
    double BytesPerBond,
    Measured Delivery,
    Measured Exit,
    int Objects,
    Pings Crowd,
    IReadOnlyList<string> Left
);

/// <summary>Grain calls and the time that they took.</summary>
internal readonly record struct Pings(long Count, TimeSpan Elapsed, TimeSpan Processor)
{
    public static Pings operator +(Pings left, Pings right) =>
        new(left.Count + right.Count, left.Elapsed + right.Elapsed, left.Processor + right.Processor);
}

/// <summary>How long something took, so many times over, and grain calls just before and just after.</summary>
/// <param name="Count">How many times.</param>
/// <param name="Elapsed">By the clock.</param>
/// <param name="Processor">Of processor time.</param>
/// <param name="Yardstick">The grain calls.</param>
/// <param name="Paused">How long the garbage collector stopped everything else.</param>
/// <param name="Allocated">Bytes allocated.</param>
/// <param name="Calls">Grain calls that it consisted of; null on an engine that does not count them.</param>
internal readonly record struct Measured(
    long Count,
    TimeSpan Elapsed,
    TimeSpan Processor,
    Pings Yardstick,
    TimeSpan Paused = default,
    long Allocated = 0,
    long? Calls = null
)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>One of them in grain calls, by processor time: a machine that is busy with something else slows both.</summary>
    public double InPings => InPingsOf(Yardstick);

    /// <summary>Which share of the time by the clock went into collections.</summary>
    public double Collecting => Paused / Elapsed;

    /// <summary>One of them in grain calls, without the collector's share: it collects on the thread whose work it stops.</summary>
    public double InPingsWithoutCollecting => InPings * Math.Max(0, 1 - (Paused / Processor));

    public double BytesEach => (double)Allocated / Count;

    public double? CallsEach => (double?)Calls / Count;

    /// <summary>One of them in other grain calls.</summary>
    /// <remarks>In seconds: a time span divided by a count is rounded to 100 ns, of which a ping has two or three.</remarks>
    public double InPingsOf(Pings pings) => Processor.TotalSeconds / Count / (pings.Processor.TotalSeconds / pings.Count);
}
