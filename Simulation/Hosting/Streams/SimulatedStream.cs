using System.Runtime.CompilerServices;
using Orleans.Streams;

namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>A stream, as its producers and consumers see it.</summary>
[GenerateSerializer]
[Immutable]
[Alias("simulation.stream`1")]
internal sealed class SimulatedStream<T>(StreamTable streams, string provider, StreamId stream) : IAsyncStream<T>
{
    public bool IsRewindable => true;

    [Id(0)]
    public string ProviderName { get; } = provider;

    public StreamId StreamId => stream;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => streams.Publish(ProviderName, stream, [item]);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null) =>
        streams.Publish(ProviderName, stream, batch.Cast<object?>());

    public Task OnCompletedAsync() => throw NotOfMemoryStreams();

    public Task OnErrorAsync(Exception ex) => throw NotOfMemoryStreams();

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T> observer,
        StreamSequenceToken? token,
        string? filterData = null
    )
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Subscribe(new ItemObserver<T>(observer), token);
    }

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Subscribe(new BatchObserver<T>(observer), token);
    }

    public async Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var found = await streams.SubscriptionsOf(ProviderName, stream, streams.Here().Id);
        return [.. found.Select(id => new SimulatedSubscription<T>(streams, ProviderName, stream, id))];
    }

    public bool Equals(IAsyncStream<T>? other) => other is not null && other.ProviderName == ProviderName && other.StreamId == stream;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => HashCode.Combine(ProviderName, stream);

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : stream.CompareTo(other.StreamId);

    // As on Orleans: a producer of a memory stream cannot end it.
    private static NotImplementedException NotOfMemoryStreams([CallerMemberName] string method = "") =>
        new($"Memory streams have no {method}.");

    private async Task<StreamSubscriptionHandle<T>> Subscribe(StreamObserver observer, StreamSequenceToken? token)
    {
        (var consumer, var grain) = streams.Here();
        var id = streams.NewId(ProviderName, stream, grain);
        consumer.Attach(id, observer);
        await streams.Subscribe(ProviderName, stream, id, grain, token);
        return new SimulatedSubscription<T>(streams, ProviderName, stream, id);
    }
}
