using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Grains;

// Writes its activations and deactivations to a journal; each activation counts its own calls.
public interface ILifeGrain : IGrainWithStringKey
{
    Task<int> Touch();

    // Asks to be deactivated, and then stops at a gate.
    Task<string> LeaveAfterGate();

    Task<string> LeaveNow();

    Task<int> Gated();

    [AlwaysInterleave]
    Task Entered();

    [AlwaysInterleave]
    Task Open();
}

public abstract class LifeGrain : Grain, ILifeGrain
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    // The journal of the same run, by key, as a grain cannot receive it before it is activated.
    protected IJournalGrain Journal => GrainFactory.GetGrain<IJournalGrain>(GrainId.Create(JournalGrain.Name, this.GetPrimaryKeyString()));

    public Task<int> Touch() => Task.FromResult(++_calls);

    public async Task<string> LeaveAfterGate()
    {
        _calls++;
        DeactivateOnIdle();
        _entered.TrySetResult();
        await _gate.Task;
        await Journal.Add("left");
        return "done";
    }

    public Task<string> LeaveNow()
    {
        DeactivateOnIdle();
        return Task.FromResult("done");
    }

    public async Task<int> Gated()
    {
        _calls++;
        _entered.TrySetResult();
        await _gate.Task;
        return _calls;
    }

    public Task Entered() => _entered.Task;

    public Task Open()
    {
        _gate.TrySetResult();
        return Task.CompletedTask;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Journal.Add("activating");
        await Journal.Add("active");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Journal.Add($"deactivating: {reason.ReasonCode}");
        await Journal.Add("inactive");
    }
}

[GrainType(Name)]
public sealed class PlainLifeGrain : LifeGrain
{
    public const string Name = "life";
}

[GrainType(Name)]
[Reentrant]
public sealed class ReentrantLifeGrain : LifeGrain
{
    public const string Name = "life-reentrant";
}

[GrainType(Name)]
[KeepAlive]
public sealed class KeptLifeGrain : LifeGrain
{
    public const string Name = "life-kept";
}

// Cannot be activated the first time; the journal knows how often it was tried.
[GrainType(Name)]
public sealed class UnwillingGrain : Grain, ILifeGrain
{
    public const string Name = "life-unwilling";

    private IJournalGrain Journal => GrainFactory.GetGrain<IJournalGrain>(GrainId.Create(JournalGrain.Name, this.GetPrimaryKeyString()));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var lines = await Journal.Lines();
        await Journal.Add("try");
        if (lines.Length == 0)
        {
            throw new InvalidOperationException("not today");
        }
    }

    public Task<int> Touch() => Task.FromResult(1);

    public Task<string> LeaveAfterGate() => throw new NotSupportedException();

    public Task<string> LeaveNow() => throw new NotSupportedException();

    public Task<int> Gated() => throw new NotSupportedException();

    public Task Entered() => throw new NotSupportedException();

    public Task Open() => throw new NotSupportedException();
}
