using Orleans.Streams;

namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>A consumer's handle of a subscription.</summary>
[GenerateSerializer]
[Immutable]
[Alias("simulation.subscription`1")]
internal sealed class SimulatedSubscription<T>(StreamTable streams, string provider, StreamId stream, Guid id) : StreamSubscriptionHandle<T>
{
    [NonSerialized]
    private bool _isSpent;

    public override StreamId StreamId => stream;

    [Id(0)]
    public override string ProviderName { get; } = provider;

    public override Guid HandleId => id;

    public override async Task UnsubscribeAsync()
    {
        Spend();
        streams.Here().Consumer.Detach(id);
        await streams.Unsubscribe(ProviderName, stream, id);
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Resume(new ItemObserver<T>(observer), token);
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Resume(new BatchObserver<T>(observer), token);
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other?.HandleId == id;

    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    public override int GetHashCode() => id.GetHashCode();

    private async Task<StreamSubscriptionHandle<T>> Resume(StreamObserver observer, StreamSequenceToken? token)
    {
        Spend();
        (var consumer, var grain) = streams.Here();
        consumer.Attach(id, observer);
        if (token is not null)
        {
            await streams.Subscribe(ProviderName, stream, id, grain, token);
        }

        return new SimulatedSubscription<T>(streams, ProviderName, stream, id);
    }

    private void Spend()
    {
        if (_isSpent)
        {
            throw new InvalidOperationException(
                "The subscription was ended or resumed by this handle before; resuming gives a new handle."
            );
        }

        _isSpent = true;
    }
}
