using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Grains;

public interface ICancelGrain : IGrainWithStringKey
{
    // Waits until it is cancelled; says so, or throws.
    Task<string> UntilCancelled(bool throws, CancellationToken cancellation);

    Task<string> Through(ICancelGrain other, CancellationToken cancellation);

    // As a caller that cancels once the callee has entered.
    Task<string> CancelOther(ICancelGrain other);

    Task<string> Quick(CancellationToken cancellation);

    [AlwaysInterleave]
    Task Entered();

    [AlwaysInterleave]
    Task<string> Log();
}

[GrainType(Name)]
public sealed class CancelGrain : Grain, ICancelGrain
{
    public const string Name = "cancel";
    private readonly List<string> _log = [];
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<string> UntilCancelled(bool throws, CancellationToken cancellation)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellation.Register(cancelled.SetResult);
        _log.Add("in");
        _entered.TrySetResult();
        await cancelled.Task;
        _log.Add("cancelled");
        if (throws)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return "noticed";
    }

    public Task<string> Through(ICancelGrain other, CancellationToken cancellation) => other.UntilCancelled(throws: false, cancellation);

    public async Task<string> CancelOther(ICancelGrain other)
    {
        using CancellationTokenSource source = new();
        var call = other.UntilCancelled(throws: false, source.Token);
        await other.Entered();
        source.Cancel();
        try
        {
            return await call;
        }
        catch (OperationCanceledException)
        {
            return "given up";
        }
    }

    public Task<string> Quick(CancellationToken cancellation) => Task.FromResult("quick");

    public Task Entered() => _entered.Task;

    public Task<string> Log() => Task.FromResult(string.Join(' ', _log));
}
