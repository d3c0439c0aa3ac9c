using Orleans.Concurrency;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

[GenerateSerializer]
public sealed class Leaflet
{
    [Id(0)]
    public List<string> Lines { get; set; } = [];
}

public interface IPressGrain : IGrainWithStringKey
{
    Task Print(string area, string line);

    Task PrintAll(string area, string[] lines);

    Task<string> Finish(string area);
}

public interface IReaderGrain : IGrainWithStringKey
{
    Task Subscribe(string area);

    Task SubscribeToBatches(string area);

    Task<string> UnsubscribeTwice(string area);

    Task Unsubscribe(string area);

    Task<int> Subscriptions(string area);

    Task FailOnce();

    Task Leave();

    [AlwaysInterleave]
    Task<string> Read();
}

public sealed class PressGrain : Grain, IPressGrain
{
    public Task Print(string area, string line) => StreamOf(area).OnNextAsync(new Leaflet { Lines = [line] });

    public Task PrintAll(string area, string[] lines) =>
        StreamOf(area).OnNextBatchAsync(lines.Select(static line => new Leaflet { Lines = [line] }));

    public async Task<string> Finish(string area)
    {
        List<string> faults = [];
        foreach (
            var end in new Func<Task>[]
            {
                StreamOf(area).OnCompletedAsync,
                () => StreamOf(area).OnErrorAsync(new InvalidOperationException()),
            }
        )
        {
            try
            {
                await end();
            }
            catch (Exception e)
            {
                faults.Add(e.GetType().Name);
            }
        }

        return string.Join(", ", faults);
    }

    private IAsyncStream<Leaflet> StreamOf(string area) =>
        this.GetStreamProvider(StreamCluster.Provider).GetStream<Leaflet>(area, this.GetPrimaryKeyString());
}

public abstract class Reader : Grain, IReaderGrain
{
    private readonly List<string> _read = [];
    private bool _fails;

    public Task FailOnce()
    {
        _fails = true;
        return Task.CompletedTask;
    }

    public async Task Subscribe(string area) => await StreamOf(area).SubscribeAsync(OnNextAsync);

    public async Task SubscribeToBatches(string area) => await StreamOf(area).SubscribeAsync(new BatchReader(_read));

    public async Task<string> UnsubscribeTwice(string area)
    {
        var handle = await StreamOf(area).SubscribeAsync(OnNextAsync);
        await handle.UnsubscribeAsync();
        try
        {
            await handle.UnsubscribeAsync();
            return "twice";
        }
        catch (InvalidOperationException)
        {
            return "once";
        }
    }

    public async Task Unsubscribe(string area)
    {
        foreach (var handle in await StreamOf(area).GetAllSubscriptionHandles())
        {
            await handle.UnsubscribeAsync();
        }
    }

    public async Task<int> Subscriptions(string area) => (await StreamOf(area).GetAllSubscriptionHandles()).Count;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<string> Read() => Task.FromResult(string.Join(" ", _read));

    protected Task OnNextAsync(Leaflet item, StreamSequenceToken? token)
    {
        if (_fails)
        {
            _fails = false;
            throw new InvalidOperationException("not now");
        }

        item.Lines.Add("read");
        _read.Add($"{item.Lines[0]}{item.Lines.Count}");
        return Task.CompletedTask;
    }

    protected IAsyncStream<Leaflet> StreamOf(string area) =>
        this.GetStreamProvider(StreamCluster.Provider).GetStream<Leaflet>(area, this.GetPrimaryKeyString());

    private sealed class BatchReader(List<string> read) : IAsyncBatchObserver<Leaflet>
    {
        public Task OnNextAsync(IList<SequentialItem<Leaflet>> items)
        {
            read.Add(string.Join("+", items.Select(static item => item.Item.Lines[0])));
            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}

// Does nothing about its subscriptions when it is activated again.
public sealed class ForgetfulReaderGrain : Reader;

public sealed class ResumingReaderGrain : Reader
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var handle in await StreamOf("resumed").GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(OnNextAsync);
        }
    }
}

[ImplicitStreamSubscription("observed")]
public sealed class ObservingReaderGrain : Reader, IStreamSubscriptionObserver
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<Leaflet>().ResumeAsync(OnNextAsync);
}

[ImplicitStreamSubscription("activated")]
public sealed class ActivatedReaderGrain : Reader
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        await StreamOf("activated").SubscribeAsync(OnNextAsync);
}
