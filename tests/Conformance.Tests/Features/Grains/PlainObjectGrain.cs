namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IPlainObjectGrain : IGrainWithStringKey
{
    Task<string> Key();

    Task<string> Call(string key);

    Task Tick();

    Task Leave();
}

// A grain that derives from no class.
public sealed class PlainObjectGrain(IGrainContext context, IGrainFactory factory) : IGrainBase, IPlainObjectGrain
{
    public IGrainContext GrainContext { get; } = context;

    private string Name => this.GetPrimaryKeyString();

    public Task OnActivateAsync(CancellationToken token)
    {
        LifeLog.Add(Name, "activate");
        return Task.CompletedTask;
    }

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        LifeLog.Add(Name, $"deactivate: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<string> Key() => Task.FromResult(Name);

    public Task<string> Call(string key) => factory.GetGrain<ITextKeyed>(key).Key();

    public Task Tick()
    {
        this.RegisterGrainTimer(
            static (grain, _) =>
            {
                LifeLog.Add(grain.Name, "tick");
                return Task.CompletedTask;
            },
            this,
            new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan)
        );
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface IBareGrain : IGrainWithStringKey
{
    Task<int> Count();
}

// Nothing but its interface.
public sealed class BareGrain : IBareGrain
{
    private int _count;

    public Task<int> Count() => Task.FromResult(++_count);
}
