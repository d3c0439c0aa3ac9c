using SvaOrleans.Simulation.Testing;

namespace PriceFeed.Tests;

public sealed class ExploredTests
{
    [Fact]
    public void A_watcher_can_miss_a_price_that_comes_while_it_hands_one_over()
    {
        ClusterTest test = new(
            static builder => builder.AddGrains(typeof(PriceFeedGrain).Assembly),
            static async cluster =>
            {
                var feed = cluster.Client.GetGrain<IPriceFeed>("gold");
                using CancellationTokenSource cancellation = new(TimeSpan.FromMinutes(5), cluster.TimeProvider);
                var seen = CountPrices(feed, 2, cancellation.Token);
                while (await feed.CountWatchers() == 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), cluster.TimeProvider);
                }

                await Task.WhenAll(feed.Publish(1), feed.Publish(2));
                Assert.Equal(2, await seen);
            }
        );
        var report = test.Explore();
        Assert.Contains("Expected: 2", report.Violation?.Message, StringComparison.Ordinal);
        Assert.Equal(report.Violation!.Message, test.Replay(report.Token!).Violation?.Message);
    }

    [Fact]
    public void A_watcher_that_cancels_is_gone()
    {
        ClusterTest test = new(
            static builder => builder.AddGrains(typeof(PriceFeedGrain).Assembly),
            static async cluster =>
            {
                var feed = cluster.Client.GetGrain<IPriceFeed>("gold");
                using CancellationTokenSource cancellation = new(TimeSpan.FromHours(8), cluster.TimeProvider);
                await Task.WhenAll(CountPrices(feed, int.MaxValue, cancellation.Token), feed.Publish(1));
                Assert.Equal(TimeSpan.FromHours(8), cluster.World.Clock.Elapsed);
                Assert.Equal(0, await feed.CountWatchers());
            }
        );
        test.Explore().EnsurePassed();
    }

    private static async Task<int> CountPrices(IPriceFeed feed, int most, CancellationToken cancellation)
    {
        var count = 0;
        try
        {
            await foreach (var _ in feed.Watch(cancellation).WithBatchSize(1))
            {
                if (++count == most)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) { }

        return count;
    }
}
