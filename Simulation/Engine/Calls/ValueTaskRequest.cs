#pragma warning disable CA2012 // This file awaits value tasks by hand: each is asked for its result once, after it has completed.

using System.Threading.Tasks.Sources;

namespace SvaOrleans.Simulation;

/// <summary>A call of a method that returns a value task without result.</summary>
public abstract class ValueTaskRequest : SourceRequest, IValueTaskSource
{
    private ValueTask _running;
    private Action? _resume;

    /// <summary>Makes a request object.</summary>
    /// <param name="method">The method that it calls.</param>
    protected ValueTaskRequest(CallMethod method)
        : base(method)
    {
    }

    /// <summary>What the caller awaits.</summary>
    public ValueTask Answer => new(this, Version);

    internal sealed override object? BoxedResult
    {
        get => null;
        set { }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => Status(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Await(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => Consume(token);

    /// <summary>Calls the method.</summary>
    /// <param name="grain">The grain.</param>
    /// <returns>The method's own task.</returns>
    protected abstract ValueTask Call(object grain);

    internal sealed override void Invoke(object grain)
    {
        ValueTask running;
        try
        {
            running = Call(grain);
        }
        catch (Exception e)
        {
            Finish(e);
            return;
        }

        if (running.IsCompletedSuccessfully)
        {
            running.GetAwaiter().GetResult(); // a pooled source wants to be asked
            Finish(null);
            return;
        }

        _running = running;
        running.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
    }

    internal sealed override async Task InvokeForFilter(object grain) => await Call(grain);

    private void Resume()
    {
        Exception? fault = null;
        try
        {
            _running.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            fault = e;
        }

        _running = default;
        FinishLater(fault);
    }
}

/// <summary>A call of a method that returns a value task with a result.</summary>
/// <typeparam name="TResult">The result.</typeparam>
public abstract class ValueTaskRequest<TResult> : SourceRequest, IValueTaskSource<TResult>
{
    private ValueTask<TResult> _running;
    private Action? _resume;
    private TResult _result = default!;

    /// <summary>Makes a request object.</summary>
    /// <param name="method">The method that it calls.</param>
    protected ValueTaskRequest(CallMethod method)
        : base(method)
    {
    }

    /// <summary>What the caller awaits.</summary>
    public ValueTask<TResult> Answer => new(this, Version);

    /// <summary>What the method answered; only from the end of its run to the caller's turn.</summary>
    public TResult Outcome => _result;

    internal sealed override object? BoxedResult
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

    /// <summary>Calls the method.</summary>
    /// <param name="grain">The grain.</param>
    /// <returns>The method's own task.</returns>
    protected abstract ValueTask<TResult> Call(object grain);

    internal sealed override void CopyResult(IMessageCopier copier) => _result = copier.Copy(_result);

    internal sealed override void Invoke(object grain)
    {
        ValueTask<TResult> running;
        try
        {
            running = Call(grain);
        }
        catch (Exception e)
        {
            Finish(e);
            return;
        }

        if (running.IsCompletedSuccessfully)
        {
            _result = running.Result;
            Finish(null);
            return;
        }

        _running = running;
        running.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
    }

    internal sealed override async Task InvokeForFilter(object grain) => _result = await Call(grain);

    private void Resume()
    {
        Exception? fault = null;
        try
        {
            TResult result = _running.GetAwaiter().GetResult();
            if (!IsAbandoned)
            {
                _result = result;
            }
        }
        catch (Exception e)
        {
            fault = e;
        }

        _running = default;
        FinishLater(fault);
    }
}
