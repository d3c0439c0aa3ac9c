using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

// Requests with the older kind of token, that goes from grain to grain.
public interface IGrainTokenGrain : IGrainWithStringKey
{
    Task<string> UntilCancelled(GrainCancellationToken token);

    Task<string> Through(IGrainTokenGrain other, GrainCancellationToken token);

    Task<bool> IsCancelled(GrainCancellationToken token);

    [AlwaysInterleave]
    Task Entered();
}

public sealed class GrainTokenGrain : Grain, IGrainTokenGrain
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<string> UntilCancelled(GrainCancellationToken token)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = token.CancellationToken.Register(cancelled.SetResult);
        _entered.SetResult();
        await cancelled.Task;
        return "cancelled";
    }

    public async Task<string> Through(IGrainTokenGrain other, GrainCancellationToken token) =>
        $"through {await other.UntilCancelled(token)}";

    public Task<bool> IsCancelled(GrainCancellationToken token) => Task.FromResult(token.CancellationToken.IsCancellationRequested);

    public Task Entered() => _entered.Task;
}
