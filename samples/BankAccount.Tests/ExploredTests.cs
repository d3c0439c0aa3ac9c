using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;
using SvaOrleans.Simulation.Testing;

namespace BankAccount.Tests;

[Trait("Engine", "Simulated")]
public sealed class ExploredTests
{
    // Two withdrawals of 70 from 100: one must be refused.
    private static ClusterTest TwoWithdrawals(Action<SimulatedClusterBuilder> configure) =>
        new(
            configure,
            static async cluster =>
            {
                var account = cluster.Client.GetGrain<IAccount>("alice");
                var taken = await Task.WhenAll(account.Withdraw(70), account.Withdraw(70));
                Assert.Single(taken, static wasTaken => wasTaken);
            }
        )
        {
            Setup = static cluster => cluster.Client.GetGrain<IAccount>("alice").Deposit(100),
        };

    [Fact]
    public void A_reentrant_account_can_be_overdrawn()
    {
        var test = TwoWithdrawals(static builder => builder.AddGrains(typeof(AccountGrain).Assembly))
            .Always("never overdrawn", static cluster => cluster.All<AccountGrain>().All(static account => account.Balance >= 0));
        var report = test.Explore();
        Assert.Equal("never overdrawn", report.Violation?.Invariant);
        Assert.Equal("never overdrawn", test.Replay(report.Token!).Violation?.Invariant);
    }

    [Fact]
    public void Without_Reentrant_it_cannot_in_any_order()
    {
        var test = TwoWithdrawals(static builder => builder.AddGrains(typeof(AccountGrain).Assembly).OverrideReentrancy("account", false));
        var report = test.Explore(
            new()
            {
                Strategy = new Exhaustive(),
                Budget = new(),
                Workers = 1,
            }
        );
        report.EnsurePassed();
        Assert.True(report.Exploration!.IsExhausted);
    }
}
