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

/// <summary>Calls a pinged grain, one call after the other.</summary>
public interface ICallerGrain : IGrainWithStringKey
{
    /// <summary>Calls so often.</summary>
    /// <param name="key">The pinged grain's key.</param>
    /// <param name="calls">How often.</param>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<long> Run(string key, int calls);
}
