using System.Runtime.CompilerServices;

namespace SvaOrleans.Simulation;

/// <summary>A call of a method that returns a task without result.</summary>
public abstract class TaskRequest : Request
{
    // The builder's task is a plain task without a completion source around it.
    private AsyncTaskMethodBuilder _answer;
    private Task? _running;
    private Action? _resume;

    /// <summary>Makes a request object.</summary>
    /// <param name="method">The method that it calls.</param>
    protected TaskRequest(CallMethod method)
        : base(method)
    {
    }

    /// <summary>What the caller awaits. Ask for it before the request is sent.</summary>
    public Task Answer => _answer.Task;

    internal sealed override object? BoxedResult
    {
        get => null;
        set { }
    }

    /// <summary>Calls the method.</summary>
    /// <param name="grain">The grain.</param>
    /// <returns>The method's own task.</returns>
    protected abstract Task Call(object grain);

    internal sealed override void Invoke(object grain)
    {
        Task running;
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
            Finish(null);
            return;
        }

        _running = running;
        running.GetAwaiter().UnsafeOnCompleted(_resume ??= Resume);
    }

    internal sealed override Task InvokeForFilter(object grain) => Call(grain);

    internal sealed override void CompleteCaller()
    {
        AsyncTaskMethodBuilder answer = _answer;
        _answer = default;
        Exception? fault = Fault?.SourceException;
        Recycle();
        if (fault is null)
        {
            answer.SetResult();
        }
        else
        {
            answer.SetException(fault);
        }
    }

    private void Resume()
    {
        Exception? fault = null;
        try
        {
            _running!.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            fault = e;
        }

        _running = null;
        FinishLater(fault);
    }
}

/// <summary>A call of a method that returns a task with a result.</summary>
/// <typeparam name="TResult">The result.</typeparam>
public abstract class TaskRequest<TResult> : Request
{
    private AsyncTaskMethodBuilder<TResult> _answer;
    private Task<TResult>? _running;
    private Action? _resume;
    private TResult _result = default!;

    /// <summary>Makes a request object.</summary>
    /// <param name="method">The method that it calls.</param>
    protected TaskRequest(CallMethod method)
        : base(method)
    {
    }

    /// <summary>What the caller awaits. Ask for it before the request is sent.</summary>
    public Task<TResult> Answer => _answer.Task;

    internal sealed override object? BoxedResult
    {
        get => _result;
        set => _result = (TResult)value!;
    }

    /// <summary>Calls the method.</summary>
    /// <param name="grain">The grain.</param>
    /// <returns>The method's own task.</returns>
    protected abstract Task<TResult> Call(object grain);

    internal sealed override void CopyResult(IMessageCopier copier) => _result = copier.Copy(_result);

    internal sealed override void Invoke(object grain)
    {
        Task<TResult> running;
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

    internal sealed override void CompleteCaller()
    {
        AsyncTaskMethodBuilder<TResult> answer = _answer;
        _answer = default;
        Exception? fault = Fault?.SourceException;
        TResult result = _result;
        _result = default!;
        Recycle();
        if (fault is null)
        {
            answer.SetResult(result);
        }
        else
        {
            answer.SetException(fault);
        }
    }

    private void Resume()
    {
        Exception? fault = null;
        try
        {
            TResult result = _running!.GetAwaiter().GetResult();
            if (!IsAbandoned)
            {
                _result = result;
            }
        }
        catch (Exception e)
        {
            fault = e;
        }

        _running = null;
        FinishLater(fault);
    }
}
