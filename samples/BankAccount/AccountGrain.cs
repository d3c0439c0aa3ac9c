using Orleans.Concurrency;

namespace BankAccount;

public interface IAccount : IGrainWithStringKey
{
    Task Deposit(int amount);

    /// <summary>Takes money out, if there is enough and the auditor agrees.</summary>
    Task<bool> Withdraw(int amount);

    Task<int> GetBalance();
}

/// <summary>Reentrant, so that a slow auditor does not keep others waiting: and there is the bug. The balance that was looked at before the
/// await is not the one from which the money is taken.</summary>
[Reentrant]
public sealed class AccountGrain : Grain, IAccount
{
    public int Balance { get; private set; }

    public Task Deposit(int amount)
    {
        Balance += amount;
        return Task.CompletedTask;
    }

    public async Task<bool> Withdraw(int amount)
    {
        if (Balance < amount || !await GrainFactory.GetGrain<IAuditor>(0).Agrees(this.GetPrimaryKeyString(), amount))
        {
            return false;
        }

        Balance -= amount;
        return true;
    }

    public Task<int> GetBalance() => Task.FromResult(Balance);
}
