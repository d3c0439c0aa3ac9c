using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

public interface ITokenGrain : IGrainWithStringKey
{
    Task<bool> CanBeCancelled(CancellationToken token = default);

    // Waits at a gate with its token.
    [ResponseTimeout("00:00:00.2")]
    Task Short(CancellationToken token);

    [OneWay]
    Task Unheard(CancellationToken token);

    [AlwaysInterleave]
    Task Entered();

    // The state of the token of the request that waits.
    [AlwaysInterleave]
    Task<bool> IsCancelled();

    [AlwaysInterleave]
    Task Open();
}

public sealed class TokenGrain : Grain, ITokenGrain
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _token;

    public Task<bool> CanBeCancelled(CancellationToken token = default) => Task.FromResult(token.CanBeCanceled);

    public Task Short(CancellationToken token) => Wait(token);

    public Task Unheard(CancellationToken token) => Wait(token);

    public Task Entered() => _entered.Task;

    public Task<bool> IsCancelled() => Task.FromResult(_token.IsCancellationRequested);

    public Task Open()
    {
        _gate.SetResult();
        return Task.CompletedTask;
    }

    private async Task Wait(CancellationToken token)
    {
        _token = token;
        _entered.SetResult();
        await _gate.Task;
    }
}
