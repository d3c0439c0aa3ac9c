using Orleans.Concurrency;

namespace SvaOrleans.Samples.BankAccount;

/// <summary>An account.</summary>
public interface IAccount : IGrainWithStringKey
{
    /// <summary>Takes money out, if there is enough and the auditor agrees.</summary>
    /// <param name="amount">How much.</param>
    /// <returns>Whether it was taken.</returns>
    ValueTask<bool> Withdraw(int amount);
}

/// <summary>Agrees to withdrawals.</summary>
public interface IAuditor : IGrainWithStringKey
{
    /// <summary>Whether a withdrawal is fine.</summary>
    /// <param name="amount">How much.</param>
    ValueTask<bool> Agrees(int amount);
}

/// <summary>Reentrant, so that a slow auditor does not keep others waiting: and there is the bug. The balance that was looked at before the
/// await is not the one from which the money is taken.</summary>
[GrainType("account")]
[Reentrant]
public sealed class Account : Grain, IAccount
{
    /// <summary>What is left.</summary>
    public int Balance { get; private set; } = 100;

    /// <inheritdoc/>
    public async ValueTask<bool> Withdraw(int amount)
    {
        if (Balance < amount || !await GrainFactory.GetGrain<IAuditor>(GrainId.Create("auditor", "the")).Agrees(amount))
        {
            return false;
        }

        Balance -= amount;
        return true;
    }
}

/// <summary>Agrees to everything.</summary>
[GrainType("auditor")]
public sealed class Auditor : Grain, IAuditor
{
    /// <inheritdoc/>
    public ValueTask<bool> Agrees(int amount) => new(true);
}
