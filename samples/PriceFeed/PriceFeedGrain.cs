using System.Runtime.CompilerServices;

namespace PriceFeed;

public interface IPriceFeed : IGrainWithStringKey
{
    Task Publish(decimal price);

    /// <summary>All prices from now on, until the reader stops or cancels.</summary>
    IAsyncEnumerable<decimal> Watch(CancellationToken cancellation);

    Task<int> CountWatchers();
}

/// <summary>Sends prices to its watchers. There is a bug: a watcher that hands over one price looks for more only up to the count that it
/// has read before, and then waits for the next one. A price that was published meanwhile stays unseen until another comes.</summary>
public sealed class PriceFeedGrain : Grain, IPriceFeed
{
    private readonly List<decimal> _prices = [];
    private TaskCompletionSource _published = new();
    private int _watchers;

    public Task Publish(decimal price)
    {
        _prices.Add(price);
        _published.SetResult();
        _published = new();
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<decimal> Watch([EnumeratorCancellation] CancellationToken cancellation)
    {
        _watchers++;
        try
        {
            var next = _prices.Count;
            while (true)
            {
                var end = _prices.Count;
                while (next < end)
                {
                    yield return _prices[next++];
                }

                await _published.Task.WaitAsync(cancellation);
            }
        }
        finally
        {
            _watchers--;
        }
    }

    public Task<int> CountWatchers() => Task.FromResult(_watchers);
}
