namespace SvaOrleans.Bench.Grains;

/// <summary>Counts calls.</summary>
[GrainType("bench-ping")]
public sealed class PingGrain : Grain, IPingGrain
{
    private long _sum;

    /// <inheritdoc/>
    public ValueTask<long> Ping(long value) => new(_sum += value);
}
