using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace SvaOrleans.Engine.Tests.Admission;

/// <summary>Every request waits for its gate, so that tests decide who overlaps with whom.</summary>
public interface IGateGrain : IGrainWithStringKey
{
    Task Plain(string gate);

    [ReadOnly]
    Task Read(string gate);

    [AlwaysInterleave]
    Task Always(string gate);

    [AlwaysInterleave]
    ValueTask Open(string gate);

    Task CallBack(string via, bool allow);

    Task<int> Inner();

    Task Visit(string target);
}

public abstract class GateGrainBase : Grain, IGateGrain
{
    private readonly SortedDictionary<string, TaskCompletionSource> _gates = [];

    public Task Plain(string gate) => Wait(gate);

    public Task Read(string gate) => Wait(gate);

    public Task Always(string gate) => Wait(gate);

    public ValueTask Open(string gate)
    {
        Gate(gate).TrySetResult();
        return default;
    }

    public async Task CallBack(string via, bool allow)
    {
        if (!allow)
        {
            await GrainFactory.GetGrain<IGateGrain>(GrainId.Create("plain-gate", via)).Visit(this.GetPrimaryKeyString());
            return;
        }

        using (RequestContext.AllowCallChainReentrancy())
        {
            await GrainFactory.GetGrain<IGateGrain>(GrainId.Create("plain-gate", via)).Visit(this.GetPrimaryKeyString());
        }
    }

    public Task<int> Inner() => Task.FromResult(1);

    public async Task Visit(string target) => await GrainFactory.GetGrain<IGateGrain>(GrainId.Create("plain-gate", target)).Inner();

    private Task Wait(string gate) => Gate(gate).Task;

    private TaskCompletionSource Gate(string gate)
    {
        if (!_gates.TryGetValue(gate, out var source))
        {
            _gates[gate] = source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return source;
    }
}

[GrainType("plain-gate")]
public sealed class PlainGateGrain : GateGrainBase;

[Reentrant]
[GrainType("reentrant-gate")]
public sealed class ReentrantGateGrain : GateGrainBase;

[MayInterleave(nameof(MayInterleave))]
[GrainType("choosy-gate")]
public sealed class ChoosyGateGrain : GateGrainBase
{
    public static bool MayInterleave(IInvokable request) =>
        request.GetArgumentCount() > 0 && ((string)request.GetArgument(0)!).StartsWith("ok", StringComparison.Ordinal);
}

[MayInterleave(nameof(MayInterleave))]
[GrainType("broken-gate")]
public sealed class BrokenGateGrain : GateGrainBase
{
    private readonly string _message = "predicate broke";

    public bool MayInterleave(IInvokable request) => throw new InvalidOperationException($"{_message} on {request.GetMethodName()}");
}
