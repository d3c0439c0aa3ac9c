using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Storage;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Lifecycle;

/// <summary>What happened, in order, over all activations.</summary>
public sealed class Diary
{
    public List<string> Lines { get; } = [];
}

[GenerateSerializer]
public sealed class Account
{
    [Id(0)]
    public int Balance { get; set; }

    [Id(1)]
    public List<string> Lines { get; set; } = [];
}

public interface IAccount : IGrainWithStringKey
{
    Task<int> Deposit(int amount);

    Task<int> Balance();

    Task Close();

    Task Forget();

    Task<int> DepositStale(int amount);

    Task Wait(int seconds);

    Task CloseThenWait(int seconds);

    [AlwaysInterleave]
    Task<long> Activation();
}

[GrainType("account")]
public sealed class AccountGrain(
    [PersistentState("account")] IPersistentState<Account> account,
    Diary diary,
    TimeProvider time,
    IGrainContext context
) : Grain, IAccount
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (this.GetPrimaryKeyString() == "broken")
        {
            throw new NotSupportedException("never comes up");
        }

        diary.Lines.Add($"up {this.GetPrimaryKeyString()} {account.State.Balance} {account.RecordExists}");
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        diary.Lines.Add($"down {this.GetPrimaryKeyString()} {reason.ReasonCode}");
    }

    public async Task<int> Deposit(int amount)
    {
        account.State.Balance += amount;
        account.State.Lines.Add($"+{amount}");
        await account.WriteStateAsync();
        return account.State.Balance;
    }

    public Task<int> Balance() => Task.FromResult(account.State.Balance);

    public Task Close()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task Forget() => await account.ClearStateAsync();

    public async Task<int> DepositStale(int amount)
    {
        // Somebody else writes the record behind our back.
        var activation = (Activation)SynchronizationContext.Current!;
        var storage = activation.World.Storage;
        storage.Write(activation.Slot, "account", new Account { Balance = 1000 }, account.Etag);
        return await Deposit(amount);
    }

    public async Task Wait(int seconds) => await Task.Delay(TimeSpan.FromSeconds(seconds), time);

    public async Task CloseThenWait(int seconds)
    {
        DeactivateOnIdle();
        await Wait(seconds);
        diary.Lines.Add("waited");
    }

    public Task<long> Activation() => Task.FromResult((long)context.GetHashCode());
}

public class LifecycleTests
{
    private readonly Diary _diary = new();
    private readonly SimulatedCluster _cluster;

    public LifecycleTests() => _cluster = Builder().Build();

    private SimulatedClusterBuilder Builder() => Clusters.Builder().ConfigureServices(services => services.AddSingleton(_diary));

    private IAccount Account(string key = "a") => _cluster.GrainFactory.GetGrain<IAccount>(key);

    [Fact]
    public void Stored_state_comes_back_with_the_next_activation()
    {
        Assert.Equal(5, _cluster.Run(() => Account().Deposit(5)));
        _cluster.Run(() => Account().Close());
        _cluster.RunToQuiescence();
        Assert.Empty(_cluster.World.Activations);
        Assert.Equal(7, _cluster.Run(() => Account().Deposit(2)));
        Assert.Equal(["up a 0 False", "down a ApplicationRequested", "up a 5 True"], _diary.Lines);
    }

    [Fact]
    public void What_was_not_written_is_lost_and_what_was_written_is_a_copy()
    {
        _cluster.Run(() => Account().Deposit(5));
        var grain = _cluster.Find<AccountGrain>(GrainId.Create("account", "a"))!;
        Assert.NotNull(grain);
        _cluster.Run(() => Account().Forget());
        Assert.Equal(0, _cluster.World.Storage.Count);
        Assert.Equal(0, _cluster.Run(() => Account().Balance()));
    }

    [Fact]
    public void Running_requests_end_and_waiting_ones_go_to_the_next_activation()
    {
        var closing = Account().CloseThenWait(5);
        var waiting = Account().Deposit(1);
        _cluster.Run(() => Task.WhenAll(closing, waiting));
        Assert.Equal(["up a 0 False", "waited", "down a ApplicationRequested", "up a 0 False"], _diary.Lines);
    }

    [Fact]
    public void A_stale_write_fails_and_ends_the_activation_that_made_it()
    {
        _cluster.Run(() => Account().Deposit(5));
        var e = Assert.Throws<InconsistentStateException>(() => _cluster.Run(() => Account().DepositStale(1)));
        Assert.NotEqual(e.StoredEtag, e.CurrentEtag);
        _cluster.RunToQuiescence();
        Assert.Equal(1000, _cluster.Run(() => Account().Balance()));
        Assert.Equal(["up a 0 False", "down a ApplicationError", "up a 1000 True"], _diary.Lines);
    }

    [Fact]
    public void A_failed_activation_fails_its_requests_and_the_next_one_tries_again()
    {
        var first = Account("broken").Balance();
        var second = Account("broken").Balance();
        var e = Assert.Throws<NotSupportedException>(() => _cluster.Run(() => first));
        Assert.Equal("never comes up", e.Message);
        Assert.Throws<NotSupportedException>(() => _cluster.Run(() => second));
        Assert.Empty(_cluster.World.Activations);
    }

    [Fact]
    public void A_service_that_is_not_registered_fails_the_call_with_its_name()
    {
        var bare = Clusters.Fifo();
        var e = Assert.Throws<SimulationException>(() => bare.Run(() => bare.GrainFactory.GetGrain<IAccount>("a").Balance()));
        Assert.Contains(nameof(Diary), e.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Idle_activations_are_collected_if_asked_for()
    {
        var cluster = Builder().CollectIdleAfter(TimeSpan.FromMinutes(15)).Build();
        cluster.Run(() => cluster.GrainFactory.GetGrain<IAccount>("a").Balance());
        cluster.World.RunFor(TimeSpan.FromMinutes(14));
        Assert.Single(cluster.World.Activations);
        cluster.World.RunFor(TimeSpan.FromMinutes(1));
        Assert.Empty(cluster.World.Activations);
        Assert.Equal(["up a 0 False", "down a ActivationIdle"], _diary.Lines);
    }

    [Fact]
    public void Several_activations_of_a_grain_never_live_at_once()
    {
        for (ulong seed = 0; seed < 500; seed++)
        {
            var cluster = Builder().UseStrategy(new RandomStrategy(seed)).Build();
            cluster.World.AfterStep = _ => Assert.True(cluster.World.Activations.Count <= 1);
            var account = cluster.GrainFactory.GetGrain<IAccount>("a");
            cluster.Run(() => Task.WhenAll(account.Deposit(1), account.Close(), account.Deposit(1), account.Close(), account.Deposit(1)));
            Assert.Equal(3, cluster.Run(() => account.Balance()));
        }
    }
}
