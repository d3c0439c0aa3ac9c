namespace BankAccount;

public interface IAuditor : IGrainWithIntegerKey
{
    Task<bool> Agrees(string account, int amount);
}

/// <summary>Agrees to everything, and counts.</summary>
public sealed class AuditorGrain : Grain, IAuditor
{
    private readonly Dictionary<string, int> _seen = [];

    public Task<bool> Agrees(string account, int amount)
    {
        _seen[account] = _seen.GetValueOrDefault(account) + amount;
        return Task.FromResult(true);
    }
}
