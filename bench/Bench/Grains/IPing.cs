namespace SvaOrleans.Bench.Grains;

/// <summary>The smallest call there is.</summary>
public interface IPing
{
    /// <summary>Counts the call.</summary>
    /// <param name="value">Is added.</param>
    ValueTask<long> Ping(long value);
}

/// <summary>The same as a grain's call. Key: any.</summary>
public interface IPingGrain : IGrainWithStringKey
{
    /// <summary>Counts the call.</summary>
    /// <param name="value">Is added.</param>
    ValueTask<long> Ping(long value);
}

/// <summary>Calls pinged grains. Key: any.</summary>
public interface ICallerGrain : IGrainWithStringKey
{
    /// <summary>Calls one grain, one call after the other.</summary>
    /// <param name="key">The pinged grain's key.</param>
    /// <param name="calls">How often.</param>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<long> Run(string key, int calls);

    /// <summary>Calls many grains at once and awaits all answers, again and again.</summary>
    /// <param name="prefix">Begin of the pinged grains' keys.</param>
    /// <param name="width">How many grains.</param>
    /// <param name="rounds">How often.</param>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<long> FanOut(string prefix, int width, int rounds);

    /// <summary>Calls each of many grains once, one at a time.</summary>
    /// <param name="prefix">Begin of the pinged grains' keys.</param>
    /// <param name="count">How many grains.</param>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<long> Visit(string prefix, int count);

    /// <summary>Makes references to many grains and calls each once.</summary>
    /// <param name="prefix">Begin of the pinged grains' keys.</param>
    /// <param name="count">How many grains.</param>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<long> Gather(string prefix, int count);

    /// <summary>Calls those that were gathered, one call after the other, each as late after its last call as can be and none beside the
    /// one before.</summary>
    /// <param name="calls">How often.</param>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<long> RunRound(int calls);
}
