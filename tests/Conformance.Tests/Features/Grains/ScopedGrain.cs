namespace SvaOrleans.Conformance.Tests.Features.Grains;

// A scoped service: one for each activation.
public sealed class Desk(IGrainContextAccessor accessor) : IDisposable
{
    private readonly GrainId _owner = accessor.GrainContext.GrainId;

    public int Uses { get; set; }

    public string Owner => _owner.Key.ToString()!;

    public void Dispose() => LifeLog.Add(Owner, "desk disposed");
}

public interface IScopedGrain : IGrainWithStringKey
{
    Task<string> Use();

    Task Leave();
}

public sealed class ScopedGrain(Desk desk, IServiceProvider services) : Grain, IScopedGrain
{
    public Task<string> Use()
    {
        desk.Uses++;
        var isSame = ReferenceEquals(services.GetService(typeof(Desk)), desk);
        return Task.FromResult($"{desk.Uses} uses, owner {desk.Owner == this.GetPrimaryKeyString()}, same {isSame}");
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LifeLog.Add(this.GetPrimaryKeyString(), "deactivating");
        return Task.CompletedTask;
    }
}
