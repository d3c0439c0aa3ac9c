namespace SvaOrleans.Bench.Grains;

/// <summary>Calls, and awaits what it calls.</summary>
[GrainType("bench-caller")]
public sealed class CallerGrain : Grain, ICallerGrain
{
    private IPingGrain[] _gathered = [];
    private long _next;

    /// <inheritdoc/>
    public async ValueTask<long> Run(string key, int calls)
    {
        var target = Pinged(key);
        var last = 0L;
        for (var call = 0; call < calls; call++)
        {
            last = await target.Ping(1);
        }

        return last;
    }

    /// <inheritdoc/>
    public async ValueTask<long> FanOut(string prefix, int width, int rounds)
    {
        IPingGrain[] targets = [.. Enumerable.Range(0, width).Select(index => Pinged($"{prefix}{index}"))];
        var answers = new Task<long>[width];
        for (var round = 0; round < rounds; round++)
        {
            for (var index = 0; index < width; index++)
            {
                answers[index] = targets[index].Ping(1).AsTask();
            }

            await Task.WhenAll(answers);
        }

        return await answers[0];
    }

    /// <inheritdoc/>
    public async ValueTask<long> Visit(string prefix, int count)
    {
        var sum = 0L;
        for (var index = 0; index < count; index++)
        {
            sum += await Pinged($"{prefix}{index}").Ping(1);
        }

        return sum;
    }

    /// <inheritdoc/>
    public async ValueTask<long> Gather(string prefix, int count)
    {
        _gathered = [.. Enumerable.Range(0, count).Select(index => Pinged($"{prefix}{index}"))];
        var sum = 0L;
        foreach (var target in _gathered)
        {
            sum += await target.Ping(1);
        }

        return sum;
    }

    /// <inheritdoc/>
    public async ValueTask<long> RunRound(int calls)
    {
        // A stride without a common divisor reaches every grain once before it reaches one a second time.
        var stride = (long)(_gathered.Length * 0.618) + 1;
        while (Divisor(stride, _gathered.Length) != 1)
        {
            stride++;
        }

        var last = 0L;
        for (var call = 0; call < calls; call++)
        {
            _next = (_next + stride) % _gathered.Length;
            last = await _gathered[_next].Ping(1);
        }

        return last;
    }

    private static long Divisor(long left, long right) => right == 0 ? left : Divisor(right, left % right);

    private IPingGrain Pinged(string key) => GrainFactory.GetGrain<IPingGrain>(GrainId.Create("bench-ping", key));
}
