using Orleans.Streams;
using Orleans.Streams.Core;

namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>The observers of one activation, or of the client.</summary>
/// <param name="context">The activation; null for the client.</param>
/// <param name="streams">The cluster's streams.</param>
internal sealed class StreamConsumer(IGrainContext? context, StreamTable streams) : IStreamConsumer
{
    private readonly Dictionary<Guid, StreamObserver> _observers = [];

    public async Task Deliver(Guid subscription, StreamItems items)
    {
        if (!_observers.TryGetValue(subscription, out var observer) && context?.GrainInstance is IStreamSubscriptionObserver resumer)
        {
            await resumer.OnSubscribed(new HandleFactory(streams, items.Provider, items.Stream, subscription));
            _observers.TryGetValue(subscription, out observer);
        }

        // An item without an observer is dropped, as on Orleans.
        if (observer is not null)
        {
            await observer.OnNext(items);
        }
    }

    public Task Fail(Guid subscription, Exception fault) =>
        _observers.TryGetValue(subscription, out var observer) ? observer.OnError(fault) : Task.CompletedTask;

    internal void Attach(Guid subscription, StreamObserver observer) => _observers[subscription] = observer;

    internal void Detach(Guid subscription) => _observers.Remove(subscription);

    private sealed class HandleFactory(StreamTable streams, string provider, StreamId stream, Guid subscription)
        : IStreamSubscriptionHandleFactory
    {
        public StreamId StreamId => stream;

        public string ProviderName => provider;

        public GuidId SubscriptionId => GuidId.GetGuidId(subscription);

        public StreamSubscriptionHandle<T> Create<T>() => new SimulatedSubscription<T>(streams, provider, stream, subscription);
    }
}
