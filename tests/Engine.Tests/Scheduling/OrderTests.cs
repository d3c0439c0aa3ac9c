using Orleans.Concurrency;
using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Engine.Tests.Scheduling;

public interface IOrderGrain : IGrainWithStringKey
{
    Task Note(int number);

    Task<string> Noted();

    Task<string> Yields();

    Task<string> SendTo(string key);
}

[Reentrant]
[GrainType("order")]
public sealed class OrderGrain : Grain, IOrderGrain
{
    private readonly List<int> _notes = [];

    public Task Note(int number)
    {
        _notes.Add(number);
        return Task.CompletedTask;
    }

    public Task<string> Noted() => Task.FromResult(string.Join(" ", _notes));

    public async Task<string> Yields()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] waiters = [Wait(1), Wait(2), Wait(3)];
        go.SetResult();
        await Task.WhenAll(waiters);
        return await Noted();

        async Task Wait(int number)
        {
            await go.Task;
            _notes.Add(number);
            await Task.Yield();
            _notes.Add(number * 10);
        }
    }

    public async Task<string> SendTo(string key)
    {
        var other = GrainFactory.GetGrain<IOrderGrain>(key);
        await Task.WhenAll(other.Note(1), other.Note(2), other.Note(3));
        return await other.Noted();
    }
}

public class OrderTests
{
    [Fact]
    public void Continuations_of_one_activation_stay_in_order_under_every_seed()
    {
        for (ulong seed = 0; seed < 500; seed++)
        {
            var cluster = Clusters.Random(seed);
            Assert.Equal("1 2 3 10 20 30", cluster.Run(() => cluster.GrainFactory.GetGrain<IOrderGrain>("o").Yields()));
        }
    }

    [Fact]
    public void Messages_of_one_caller_arrive_in_every_order()
    {
        RandomStrategy strategy = new(0);
        var cluster = Clusters.Builder().UseStrategy(strategy).Build();
        SortedSet<string> orders = [];
        for (ulong seed = 0; seed < 500; seed++)
        {
            strategy.Reseed(seed);
            cluster.Reset();
            orders.Add(cluster.Run(() => cluster.GrainFactory.GetGrain<IOrderGrain>("a").SendTo("b")));
        }

        Assert.Equal(["1 2 3", "1 3 2", "2 1 3", "2 3 1", "3 1 2", "3 2 1"], orders);
    }

    [Fact]
    public void Every_seed_of_ten_thousand_ends()
    {
        RandomStrategy strategy = new(0);
        var cluster = Clusters.Builder().UseStrategy(strategy).Build();
        for (ulong seed = 0; seed < 10_000; seed++)
        {
            strategy.Reseed(seed);
            cluster.Reset();
            cluster.Run(() => cluster.GrainFactory.GetGrain<IOrderGrain>("a").SendTo("b"));
            Assert.Equal(0, cluster.World.Ready.Count);
        }
    }
}
