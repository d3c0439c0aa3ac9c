using Orleans.TestingHost;

namespace BankAccount.Tests;

/// <summary>The same test on a real cluster. It runs in the one order that happens, so the overdraft shows on some runs only: the test says
/// that no money appears, which always holds.</summary>
[Trait("Engine", "Orleans")]
public sealed class TestingHostTests
{
    [Fact]
    public async Task Two_withdrawals_take_70_or_140()
    {
        InProcessTestClusterBuilder builder = new(initialSilosCount: 1);
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        var account = cluster.Client.GetGrain<IAccount>("alice");
        await account.Deposit(100);
        var taken = await Task.WhenAll(account.Withdraw(70), account.Withdraw(70));
        Assert.Equal(100 - (70 * taken.Count(static wasTaken => wasTaken)), await account.GetBalance());
    }
}
