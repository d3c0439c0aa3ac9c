using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace SvaOrleans.Simulation.Hosting.Streams;

/// <summary>Hands the items of one subscription to an observer of the test.</summary>
internal abstract class StreamObserver
{
    /// <summary>Items have come.</summary>
    internal abstract Task OnNext(StreamItems items);

    /// <summary>Items could not be delivered.</summary>
    internal abstract Task OnError(Exception fault);

    private protected static StreamSequenceToken TokenOf(StreamItems items, int index) => new EventSequenceTokenV2(items.Number, index);
}

/// <summary>Hands over one item at a time.</summary>
internal sealed class ItemObserver<T>(IAsyncObserver<T> observer) : StreamObserver
{
    internal override async Task OnNext(StreamItems items)
    {
        for (var i = 0; i < items.Values.Length; i++)
        {
            await observer.OnNextAsync((T)items.Values[i]!, TokenOf(items, i));
        }
    }

    internal override Task OnError(Exception fault) => observer.OnErrorAsync(fault);
}

/// <summary>Hands over all items of a batch at once.</summary>
internal sealed class BatchObserver<T>(IAsyncBatchObserver<T> observer) : StreamObserver
{
    internal override Task OnNext(StreamItems items) =>
        observer.OnNextAsync([.. items.Values.Select((value, index) => new SequentialItem<T>((T)value!, TokenOf(items, index)))]);

    internal override Task OnError(Exception fault) => observer.OnErrorAsync(fault);
}
