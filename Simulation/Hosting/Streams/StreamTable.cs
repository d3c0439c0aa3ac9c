using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Storage;
using SvaOrleans.Simulation.Hosting.Activations;

namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>All streams of a cluster, as Orleans' memory streams behave: a producer waits until its item is queued; each subscription gets the items one after
/// the other, by calls of its consumer; a delivery that fails is tried again for a minute. Queueing, subscribing and deliveries are steps.</summary>
internal sealed class StreamTable(SimulatedCluster cluster)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Provider, StreamId Stream), StreamLog> _streams = [];
    private ImplicitConsumers? _implicit;
    private StreamConsumer? _client;
    private GrainId _clientId;
    private int _count;

    private ImplicitConsumers Implicit => _implicit ??= new ImplicitConsumers(cluster);

    /// <summary>What takes deliveries for the code that runs now, and whose it is.</summary>
    internal (StreamConsumer Consumer, GrainId Id) Here()
    {
        if (SynchronizationContext.Current is Activation { Silo: not null, HostContext: SimulatedGrainContext context })
        {
            return ((StreamConsumer)context.GetComponent<IStreamConsumer>()!, context.GrainId);
        }

        if (_client is null)
        {
            _client = new StreamConsumer(null, this);
            _clientId = cluster.Observers.Add(_client);
        }

        return (_client, _clientId);
    }

    /// <summary>The id of a subscription that is about to be made.</summary>
    internal Guid NewId(string provider, StreamId stream, GrainId consumer) =>
        Implicit.Has(consumer, stream) ? ImplicitOf(LogOf(provider, stream), consumer).Id : NextId();

    /// <summary>Begins a subscription, or moves one that there is.</summary>
    internal Task Subscribe(string provider, StreamId stream, Guid id, GrainId consumer, StreamSequenceToken? from) =>
        AsStep(() =>
        {
            var log = LogOf(provider, stream);
            var known = log.Subscriptions.Find(subscription => subscription.Id == id);
            var subscription = known ?? new Subscription(id, consumer, isImplicit: false) { Next = log.Items.Count };
            if (known is null)
            {
                log.Subscriptions.Add(subscription);
            }

            if (from is not null)
            {
                var next = log.Items.FindIndex(items => items.Number >= from.SequenceNumber);
                subscription.Next = next < 0 ? log.Items.Count : next;
            }

            Wake(log, subscription);
        });

    /// <summary>Ends an explicit subscription; an implicit one cannot end.</summary>
    internal Task Unsubscribe(string provider, StreamId stream, Guid id) =>
        AsStep(() =>
        {
            var log = LogOf(provider, stream);
            if (log.Subscriptions.Find(subscription => subscription.Id == id) is { IsImplicit: false } ended)
            {
                ended.IsActive = false;
                log.Subscriptions.Remove(ended);
            }
        });

    /// <summary>The subscriptions of a consumer.</summary>
    internal async Task<List<Guid>> SubscriptionsOf(string provider, StreamId stream, GrainId consumer)
    {
        List<Guid> found = [];
        await AsStep(() =>
        {
            var log = LogOf(provider, stream);
            if (Implicit.Has(consumer, stream))
            {
                ImplicitOf(log, consumer);
            }

            found.AddRange(
                log.Subscriptions.Where(subscription => subscription.Consumer == consumer).Select(static subscription => subscription.Id)
            );
        });
        return found;
    }

    /// <summary>Puts items into a stream.</summary>
    internal Task Publish(string provider, StreamId stream, IEnumerable<object?> values)
    {
        object?[] copies = [.. values.Select(cluster.Assemblies.Copier.Copy<object?>)];
        var context = RequestContextExtensions.Export(cluster.Assemblies.Copier);
        return AsStep(() =>
        {
            var log = LogOf(provider, stream);
            foreach (var consumer in Implicit.Of(stream))
            {
                ImplicitOf(log, consumer);
            }

            log.Items.Add(new StreamItems(provider, stream, log.Items.Count + 1, copies, context));
            foreach (var subscription in log.Subscriptions.ToArray())
            {
                Wake(log, subscription);
            }
        });
    }

    internal IStreamProvider ProviderOf(string name) => cluster.Services.GetRequiredKeyedService<IStreamProvider>(name);

    internal void Reset()
    {
        _streams.Clear();
        _implicit = null;
        _client = null;
        _count = 0;
    }

    // A stream belongs to no grain, so a reduction must take such a step as dependent on the steps of all grains.
    private Task AsStep(Action operation) =>
        MemoryStorage.Queue(
            SynchronizationContext.Current as Activation ?? cluster.World.Client,
            () =>
            {
                cluster.World.Touch(Access.Strays);
                operation();
            }
        );

    private Guid NextId() => new(++_count, 0, 0, new byte[8]);

    private StreamLog LogOf(string provider, StreamId stream)
    {
        if (!_streams.TryGetValue((provider, stream), out var log))
        {
            _streams[(provider, stream)] = log = new StreamLog(provider, stream);
        }

        return log;
    }

    private Subscription ImplicitOf(StreamLog log, GrainId consumer)
    {
        if (log.Subscriptions.Find(subscription => subscription.IsImplicit && subscription.Consumer == consumer) is not { } found)
        {
            found = new Subscription(NextId(), consumer, isImplicit: true) { Next = log.Items.Count };
            log.Subscriptions.Add(found);
        }

        return found;
    }

    // Deliveries are calls in the name of the client, made by one loop for each subscription.
    private void Wake(StreamLog log, Subscription subscription)
    {
        if (!subscription.IsDelivering && subscription.Next < log.Items.Count)
        {
            subscription.IsDelivering = true;
            World.EnterTurn(cluster.World.Client);
            cluster.World.LeaveContext();
            _ = DeliverAll(log, subscription);
        }
    }

    private async Task DeliverAll(StreamLog log, Subscription subscription)
    {
        while (subscription.IsActive && subscription.Next < log.Items.Count)
        {
            var index = subscription.Next;
            await Deliver(subscription, log.Items[index]);
            if (subscription.Next == index)
            {
                subscription.Next++;
            }
        }

        subscription.IsDelivering = false;
    }

    private async Task Deliver(Subscription subscription, StreamItems items)
    {
        var consumer = (IStreamConsumer)(object)cluster.References.Cast(subscription.Consumer, typeof(IStreamConsumer));
        var end = cluster.TimeProvider.GetUtcNow() + Patience;
        for (var pause = FirstPause; subscription.IsActive; pause *= 2)
        {
            try
            {
                RequestContextExtensions.Import(items.Context);
                await consumer.Deliver(subscription.Id, items.CopiedBy(cluster.Assemblies.Copier.Copy<object?>));
                return;
            }
            catch (Exception) when (cluster.TimeProvider.GetUtcNow() + pause < end)
            {
                await Task.Delay(pause, cluster.TimeProvider);
            }
            catch (Exception)
            {
                break;
            }
        }

        try
        {
            await consumer.Fail(
                subscription.Id,
                new StreamEventDeliveryFailureException($"Items {items.Number} of {items.Stream} could not be delivered.")
            );
        }
        catch (Exception)
        {
            // The consumer has been told, as on Orleans.
        }
    }
}
