namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IBrokenGrain : IGrainWithStringKey
{
    Task Touch();
}

// Needs a service that is not registered.
public sealed class NeedyGrain(IBrokenGrain nobody) : Grain, IBrokenGrain
{
    public Task Touch() => nobody.Touch();
}

// Cannot be made the first time.
public sealed class UnmadeGrain : Grain, IBrokenGrain
{
    public UnmadeGrain()
    {
        var key = this.GetPrimaryKeyString();
        var isFirst = LifeLog.Of(key).Length == 0;
        LifeLog.Add(key, "made");
        if (isFirst)
        {
            throw new InvalidOperationException("not made");
        }
    }

    public Task Touch() => Task.CompletedTask;
}
