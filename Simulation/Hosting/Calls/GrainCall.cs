#pragma warning disable CA2012 // This file awaits value tasks by hand: each is asked for its result once, after it has completed.

using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Orleans.Serialization.Invocation;
using SvaOrleans.Simulation.Hosting.Activations;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>A call of a grain method: carries the request that Orleans' generated code made, runs it at the target, and is what the caller awaits.</summary>
internal abstract class GrainCall : SourceRequest
{
    private ValueTask<Response> _running;
    private Action? _resume;

    private protected GrainCall(CallPool pool)
        : base(pool.Method)
    {
        Pool = pool;
        IsCancellable = pool.IsCancellable;
    }

    /// <summary>Whether the method has a cancellation token.</summary>
    internal bool IsCancellable { get; }

    /// <summary>The request that Orleans' generated code made.</summary>
    internal IInvokable Body { get; set; } = null!;

    /// <inheritdoc/>
    public sealed override object? Message => Body;

    /// <inheritdoc/>
    public sealed override int ArgumentCount => Body.GetArgumentCount();

    /// <inheritdoc/>
    public sealed override object? GetArgument(int index) => Body.GetArgument(index);

    internal sealed override object? Work => base.Work ?? SourceOf(ref _running);

    internal sealed override void CancelAtTarget() => Body.TryCancel();

    internal sealed override void Invoke(object grain)
    {
        ValueTask<Response> running;
        try
        {
            Body.SetTarget(SimulatedGrainContext.Of(Runner!));
            running = Body.Invoke();
        }
        catch (Exception e)
        {
            Finish(e);
            return;
        }

        if (running.IsCompletedSuccessfully)
        {
            Finish(Read(running.Result));
            return;
        }

        _running = running;
        running.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
    }

    internal sealed override async Task InvokeForFilter(object grain)
    {
        Body.SetTarget(SimulatedGrainContext.Of(Runner!));
        if (Read(await Body.Invoke()) is { } fault)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <inheritdoc/>
    protected sealed override void Clear()
    {
        if (IsCancellable)
        {
            Body.Dispose();
        }

        Body = null!;
    }

    /// <summary>Keeps the result, unless the caller waits for it no more, and gives the response back.</summary>
    /// <returns>What the method threw, or null.</returns>
    private protected abstract Exception? Read(Response response);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_obj")]
    private static extern ref object? SourceOf(ref ValueTask<Response> task);

    private void Resume()
    {
        Exception? fault;
        try
        {
            fault = Read(_running.GetAwaiter().GetResult());
        }
        catch (Exception e)
        {
            fault = e;
        }

        _running = default;
        FinishLater(fault);
    }
}

/// <summary>A call whose method has no result.</summary>
internal sealed class VoidCall(CallPool pool) : GrainCall(pool), IValueTaskSource
{
    internal ValueTask Answer => new(this, Version);

    internal override object? BoxedResult { get; set; }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => Status(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Await(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => Consume(token);

    private protected override Exception? Read(Response response) => response.Exception;
}

/// <summary>A call whose method has a result.</summary>
/// <typeparam name="TResult">The result.</typeparam>
internal sealed class GrainCall<TResult>(CallPool pool, ResultCopier<TResult> copier) : GrainCall(pool), IValueTaskSource<TResult>
{
    private TResult _result = default!;

    /// <summary>What the method answered; only from the end of its run to the caller's turn.</summary>
    public TResult Outcome => _result;

    internal ValueTask<TResult> Answer => new(this, Version);

    internal override object? BoxedResult
    {
        get => _result;
        set => _result = (TResult)value!;
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => Status(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Await(continuation, state, token, flags);

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        TResult result = _result;
        _result = default!;
        Consume(token);
        return result;
    }

    internal override void CopyResult() => copier.Copy(ref _result);

    private protected override Exception? Read(Response response)
    {
        if (response is Response<TResult> typed)
        {
            if (!IsAbandoned)
            {
                _result = typed.TypedResult!;
            }

            typed.Dispose();
            return null;
        }

        if (response.Exception is { } fault)
        {
            return fault;
        }

        _result = IsAbandoned ? _result : response.GetResult<TResult>()!;
        return null;
    }
}
