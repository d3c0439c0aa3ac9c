namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IStagedGrain : IGrainWithStringKey
{
    Task Touch();

    Task Leave();
}

// Takes part in the stages of its own activation.
public sealed class StagedGrain : Grain, IStagedGrain, ILifecycleParticipant<IGrainLifecycle>
{
    public void Participate(IGrainLifecycle lifecycle)
    {
        lifecycle.Subscribe("late", GrainLifecycleStage.Activate + 1, _ => Note("late start"), _ => Note("late stop"));
        lifecycle.Subscribe("early", GrainLifecycleStage.SetupState, _ => Note("early start"), _ => Note("early stop"));
        lifecycle.Subscribe("start", GrainLifecycleStage.First, _ => Note("first start"));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Note("activate");

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Note("deactivate");

    public Task Touch() => Note("touch");

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task Note(string line)
    {
        await Task.Yield();
        LifeLog.Add(this.GetPrimaryKeyString(), line);
    }
}

// A stage that fails fails the activation.
public sealed class UnstartableGrain : Grain, IStagedGrain, ILifecycleParticipant<IGrainLifecycle>
{
    public void Participate(IGrainLifecycle lifecycle)
    {
        lifecycle.Subscribe("first", GrainLifecycleStage.First, _ => Note("first start"), _ => Note("first stop"));
        lifecycle.Subscribe("second", GrainLifecycleStage.SetupState, _ => throw new InvalidOperationException("no such stage"));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Note("activate");

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Note("deactivate");

    public Task Touch() => Note("touch");

    public Task Leave() => Task.CompletedTask;

    private Task Note(string line)
    {
        LifeLog.Add(this.GetPrimaryKeyString(), line);
        return Task.CompletedTask;
    }
}
