namespace SvaOrleans.Bench.Grains;

/// <summary>Counts calls.</summary>
[GrainType("bench-ping")]
public sealed class PingGrain : Grain, IPingGrain
{
    private long sum;

    /// <inheritdoc/>
    public ValueTask<long> Ping(long value) => new(sum += value);
}

/// <summary>Calls, and awaits each call.</summary>
[GrainType("bench-caller")]
public sealed class CallerGrain : Grain, ICallerGrain
{
    /// <inheritdoc/>
    public async ValueTask<long> Run(string key, int calls)
    {
        var target = GrainFactory.GetGrain<IPingGrain>(GrainId.Create("bench-ping", key));
        var last = 0L;
        for (var call = 0; call < calls; call++)
        {
            last = await target.Ping(1);
        }

        return last;
    }
}
