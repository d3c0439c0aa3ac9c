namespace SvaOrleans.Exploration.Tests.Search;

public interface IMortal : IGrainWithStringKey
{
    /// <summary>Counts.</summary>
    Task Count();

    /// <summary>What it has counted.</summary>
    Task<int> Look();

    /// <summary>Goes, and with it what was counted.</summary>
    Task Go();
}

/// <summary>Deactivation changes nothing of its state, and everything for later requests.</summary>
[GrainType("mortal"), Orleans.Concurrency.Reentrant]
public sealed class MortalGrain : Grain, IMortal
{
    public int Value { get; private set; }

    public Task Count()
    {
        Value++;
        return Task.CompletedTask;
    }

    public Task<int> Look() => Task.FromResult(Value);

    public Task Go()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
