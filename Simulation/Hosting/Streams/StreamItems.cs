namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>What one OnNextAsync or OnNextBatchAsync has put into a stream.</summary>
[GenerateSerializer]
[Immutable]
[Alias("simulation.stream-items")]
internal sealed class StreamItems(string provider, StreamId stream, long number, object?[] values, Dictionary<string, object>? context)
{
    [Id(0)]
    internal string Provider { get; } = provider;

    [Id(1)]
    internal StreamId Stream { get; } = stream;

    /// <summary>Position in the stream, from 1.</summary>
    [Id(2)]
    internal long Number { get; } = number;

    [Id(3)]
    internal object?[] Values { get; } = values;

    /// <summary>The producer's request context.</summary>
    [Id(4)]
    internal Dictionary<string, object>? Context { get; } = context;

    internal StreamItems CopiedBy(Func<object?, object?> copy) =>
        new(Provider, Stream, Number, Array.ConvertAll(Values, value => copy(value)), Context);
}
