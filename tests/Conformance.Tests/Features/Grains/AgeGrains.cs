namespace SvaOrleans.Conformance.Tests.Features.Grains;

// Counts its calls since it was activated.
public interface IAgeGrain : IGrainWithStringKey
{
    Task<int> Touch();

    // Delays its collection.
    Task<int> Delay(TimeSpan time);

    Task Migrate();

    Task Leave();
}

public abstract class AgeGrain : Grain, IAgeGrain
{
    private int _calls;

    public Task<int> Touch() => Task.FromResult(++_calls);

    public Task<int> Delay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.FromResult(++_calls);
    }

    public Task Migrate()
    {
        MigrateOnIdle();
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LifeLog.Add(this.GetPrimaryKeyString(), $"{reason.ReasonCode}");
        return Task.CompletedTask;
    }
}

public sealed class OrdinaryAgeGrain : AgeGrain;

[CollectionAgeLimit(Hours = 5)]
public sealed class LongAgeGrain : AgeGrain;

[CollectionAgeLimit(AlwaysActive = true)]
public sealed class EndlessAgeGrain : AgeGrain;

[CollectionAgeLimit(Minutes = 3)]
public sealed class ShortAgeGrain : AgeGrain;
