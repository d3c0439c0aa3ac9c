namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface IDisposedGrain : IGrainWithStringKey
{
    Task Leave();
}

public sealed class DisposableGrain : Grain, IDisposedGrain, IDisposable
{
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

    public void Dispose() => LifeLog.Add(this.GetPrimaryKeyString(), "disposed");
}

// The asynchronous form goes before the other.
public sealed class AsyncDisposableGrain : Grain, IDisposedGrain, IAsyncDisposable, IDisposable
{
    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        LifeLog.Add(this.GetPrimaryKeyString(), "deactivating");
    }

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        LifeLog.Add(this.GetPrimaryKeyString(), "disposed asynchronously");
    }

    public void Dispose() => LifeLog.Add(this.GetPrimaryKeyString(), "disposed");
}

// Never becomes active.
public sealed class StillbornGrain : Grain, IDisposedGrain, IDisposable
{
    public Task Leave() => Task.CompletedTask;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        LifeLog.Add(this.GetPrimaryKeyString(), "activating");
        throw new InvalidOperationException("This activation fails.");
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LifeLog.Add(this.GetPrimaryKeyString(), "deactivating");
        return Task.CompletedTask;
    }

    public void Dispose() => LifeLog.Add(this.GetPrimaryKeyString(), "disposed");
}

// What throws when it is deactivated or disposed is gone all the same.
public sealed class FailingDisposableGrain : Grain, IDisposedGrain, IDisposable
{
    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        LifeLog.Add(this.GetPrimaryKeyString(), "deactivating");
        throw new InvalidOperationException("This deactivation fails.");
    }

    public void Dispose()
    {
        LifeLog.Add(this.GetPrimaryKeyString(), "disposed");
        throw new InvalidOperationException("This disposal fails.");
    }
}
