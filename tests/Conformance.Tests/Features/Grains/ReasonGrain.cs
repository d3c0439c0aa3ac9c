namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IReasonGrain : IGrainWithStringKey
{
    Task<int> Touch();

    Task Leave();

    Task Migrate();

    // Deactivates itself with a reason of its own.
    Task LeaveFor(string why);

    // Two askings: the first counts.
    Task LeaveTwice();
}

public sealed class ReasonGrain : Grain, IReasonGrain
{
    private int _calls;

    public Task<int> Touch() => Task.FromResult(++_calls);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Migrate()
    {
        MigrateOnIdle();
        return Task.CompletedTask;
    }

    public Task LeaveFor(string why)
    {
        GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.RuntimeRequested, why));
        return Task.CompletedTask;
    }

    public Task LeaveTwice()
    {
        GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.RuntimeRequested, "first"));
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LifeLog.Add(this.GetPrimaryKeyString(), $"{reason.ReasonCode}: {reason.Description}");
        return Task.CompletedTask;
    }
}
