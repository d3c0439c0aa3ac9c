namespace SvaOrleans.Bench.Scale;

/// <summary>What one run measured.</summary>
internal sealed record ScaleSample(Measured Bind, double BytesPerBond, Measured Delivery, Measured Exit, IReadOnlyList<string> Left);

/// <summary>Grain calls and the time that they took.</summary>
internal readonly record struct Pings(long Count, TimeSpan Elapsed, TimeSpan Processor)
{
    public static Pings operator +(Pings left, Pings right) => new(left.Count + right.Count, left.Elapsed + right.Elapsed, left.Processor + right.Processor);
}

/// <summary>How long something took, so many times over, and grain calls just before and just after.</summary>
internal readonly record struct Measured(long Count, TimeSpan Elapsed, TimeSpan Processor, Pings Yardstick)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    /// <summary>One of them in grain calls, by processor time: a machine that is busy with something else slows both.</summary>
    public double InPings => Processor / Count / (Yardstick.Processor / Yardstick.Count);
}
