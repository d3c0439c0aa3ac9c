using Orleans.Streams;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Hosting;

public interface IHerald : IGrainWithStringKey
{
    Task Call(string word);
}

public interface IListener : IGrainWithStringKey
{
    Task<string> Heard();
}

public sealed class HeraldGrain : Grain, IHerald
{
    public Task Call(string word) =>
        this.GetStreamProvider("square").GetStream<string>("news", this.GetPrimaryKeyString()).OnNextAsync(word);
}

[ImplicitStreamSubscription("news")]
public sealed class ListenerGrain : Grain, IListener
{
    private readonly List<string> _heard = [];

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        await this.GetStreamProvider("square")
            .GetStream<string>("news", this.GetPrimaryKeyString())
            .SubscribeAsync(
                (word, _) =>
                {
                    _heard.Add(word);
                    return Task.CompletedTask;
                }
            );

    public Task<string> Heard() => Task.FromResult(string.Join(" ", _heard));
}

public class StreamRunTests
{
    // Two producers at once: both orders of their items come, and no other outcome once all is delivered.
    [Fact]
    public void Items_come_in_every_order_of_their_producers_and_a_seed_gives_one()
    {
        RandomStrategy strategy = new(0);
        var cluster = Clusters.Builder().UseStrategy(strategy).Build();
        SortedSet<string> heard = [];
        for (ulong seed = 0; seed < 100; seed++)
        {
            var first = Run(cluster, strategy, seed);
            Assert.Equal(first, Run(cluster, strategy, seed));
            heard.Add(first.Heard);
        }

        Assert.Equal(["a b", "b a"], heard);
    }

    [Fact]
    public void A_run_that_ends_while_items_are_on_their_way_leaves_nothing_to_the_next()
    {
        RandomStrategy strategy = new(0);
        var cluster = Clusters.Builder().UseStrategy(strategy).Build();
        for (ulong seed = 0; seed < 100; seed++)
        {
            (string, ulong) whole = Run(cluster, strategy, seed);
            strategy.Reseed(seed);
            cluster.Reset();
            cluster.Run(() => cluster.GrainFactory.GetGrain<IHerald>("a").Call("cut"));
            Assert.Equal(whole, Run(cluster, strategy, seed));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_client_subscribes_and_publishes(bool isConfigured)
    {
        var builder = Clusters.Builder();
        var cluster = (isConfigured ? builder.ConfigureClient(static client => client.AddMemoryStreams("square")) : builder).Build();
        List<string> heard = [];
        cluster.Run(async () =>
        {
            var stream = cluster.Client.GetStreamProvider("square").GetStream<string>("talk", "a");
            var handle = await stream.SubscribeAsync(
                (word, _) =>
                {
                    heard.Add(word);
                    return Task.CompletedTask;
                }
            );
            await stream.OnNextAsync("one");
            await Task.Delay(TimeSpan.FromSeconds(1), cluster.TimeProvider);
            await handle.UnsubscribeAsync();
            await stream.OnNextAsync("two");
        });
        cluster.RunToQuiescence();
        Assert.Equal(["one"], heard);
    }

    private static (string Heard, ulong Hash) Run(SimulatedCluster cluster, RandomStrategy strategy, ulong seed)
    {
        strategy.Reseed(seed);
        cluster.Reset();
        cluster.Run(() => Task.WhenAll(Herald("a").Call("a"), Herald("a").Call("b")));
        cluster.RunToQuiescence();
        var heard = cluster.Run(() => cluster.GrainFactory.GetGrain<IListener>("a").Heard());
        return (heard, cluster.World.Hash);

        IHerald Herald(string key) => cluster.GrainFactory.GetGrain<IHerald>(key);
    }
}
