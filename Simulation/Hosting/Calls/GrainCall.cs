#pragma warning disable CA2012 // This file awaits value tasks by hand: each is asked for its result once, after it has completed.

using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Orleans.Serialization.Invocation;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Hosting.Activations;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>A call of a grain method: carries the request that Orleans' generated code made, runs it at the target, and is what the caller awaits.</summary>
internal abstract class GrainCall : SourceRequest
{
    private ValueTask<Response> _responding;
    private Action? _resume;

    private protected GrainCall(CallPool pool)
        : base(pool.Method)
    {
        Pool = pool;
        Form = pool.Form;
        IsCancellable = pool.IsCancellable;
    }

    /// <summary>How the method is run.</summary>
    private protected RequestForm Form { get; }

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

    internal sealed override object? Work => base.Work ?? SourceOf(ref _responding) ?? Running;

    internal sealed override void CancelAtTarget() => Body.TryCancel();

    internal sealed override void Invoke(object grain)
    {
        bool hasEnded;
        try
        {
            Body.SetTarget(SimulatedGrainContext.Of(Runner!));
            hasEnded = Begin(_resume ??= Resume);
        }
        catch (Exception e)
        {
            Finish(e);
            return;
        }

        if (hasEnded)
        {
            Finish(null);
        }
    }

    internal sealed override async Task InvokeForFilter(object grain)
    {
        Body.SetTarget(SimulatedGrainContext.Of(Runner!));
        if (Read(await Body.Invoke()) is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
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

    /// <summary>The task or source of the method while it is suspended; null otherwise.</summary>
    private protected abstract object? Running { get; }

    /// <summary>Runs the method until its first wait, and keeps its result if it has ended.</summary>
    /// <param name="resume">To be called when it has ended later.</param>
    /// <returns>Whether it has ended.</returns>
    private protected virtual bool Begin(Action resume)
    {
        var responding = Body.Invoke();
        if (responding.IsCompleted)
        {
            Throw(Read(responding.Result));
            return true;
        }

        _responding = responding;
        responding.GetAwaiter().UnsafeOnCompleted(resume);
        return false;
    }

    /// <summary>Keeps the result of a method that has ended later.</summary>
    private protected virtual void End()
    {
        var responded = _responding;
        _responding = default;
        Throw(Read(responded.GetAwaiter().GetResult()));
    }

    private static void Throw(Exception? fault)
    {
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    private void Resume()
    {
        Exception? fault = null;
        try
        {
            End();
        }
        catch (Exception e)
        {
            fault = e;
        }

        FinishLater(fault);
    }
}

/// <summary>A call whose method has no result.</summary>
internal sealed class VoidCall : GrainCall
{
    private readonly Source _source;
    private ValueTask _running;

    internal VoidCall(CallPool pool)
        : base(pool) => _source = new(this);

    internal ValueTask Answer => new(_source, Version);

    internal override object? BoxedResult { get; set; }

    private protected override object? Running => SourceOf(ref _running);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_obj")]
    private static extern ref object? SourceOf(ref ValueTask task);

    private protected override bool Begin(Action resume)
    {
        ValueTask running;
        switch (Form)
        {
            case RequestForm.ValueTask:
                running = RequestBody.Run(Unsafe.As<Request>(Body));
                break;
            case RequestForm.Task:
                running = new(RequestBody.Run(Unsafe.As<TaskRequest>(Body)));
                break;
            default:
                return base.Begin(resume);
        }

        if (running.IsCompleted)
        {
            running.GetAwaiter().GetResult();
            return true;
        }

        _running = running;
        running.GetAwaiter().UnsafeOnCompleted(resume);
        return false;
    }

    private protected override void End()
    {
        if (Form == RequestForm.Own)
        {
            base.End();
            return;
        }

        var ended = _running;
        _running = default;
        ended.GetAwaiter().GetResult();
    }

    private protected override Exception? Read(Response response) => response.Exception;

    // What is awaited has no base class: an await asks several times whether it is a task, which is answered by looking through its base classes.
    private sealed class Source(VoidCall call) : IValueTaskSource
    {
        public ValueTaskSourceStatus GetStatus(short token) => call.Status(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            call.Await(continuation, state, token, flags);

        public void GetResult(short token) => call.Consume(token);
    }
}

/// <summary>A call whose method has a result.</summary>
/// <typeparam name="TResult">The result.</typeparam>
internal sealed class GrainCall<TResult> : GrainCall
{
    private readonly ResultCopier<TResult> _copier;
    private readonly Source _source;
    private TResult _result = default!;
    private ValueTask<TResult> _running;

    internal GrainCall(CallPool pool, ResultCopier<TResult> copier)
        : base(pool)
    {
        _copier = copier;
        _source = new(this);
    }

    /// <summary>What the method answered; only from the end of its run to the caller's turn.</summary>
    public TResult Outcome => _result;

    internal ValueTask<TResult> Answer => new(_source, Version);

    internal override object? BoxedResult
    {
        get => _result;
        set => _result = (TResult)value!;
    }

    private protected override object? Running => SourceOf(ref _running);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_obj")]
    private static extern ref object? SourceOf(ref ValueTask<TResult> task);

    internal override void CopyResult() => _copier.Copy(ref _result);

    private protected override bool Begin(Action resume)
    {
        ValueTask<TResult> running;
        switch (Form)
        {
            case RequestForm.ValueTask:
                running = RequestBody<TResult>.Run(Unsafe.As<Request<TResult>>(Body));
                break;
            case RequestForm.Task:
                running = new(RequestBody<TResult>.Run(Unsafe.As<TaskRequest<TResult>>(Body)));
                break;
            default:
                return base.Begin(resume);
        }

        if (running.IsCompleted)
        {
            Keep(running.Result);
            return true;
        }

        _running = running;
        running.GetAwaiter().UnsafeOnCompleted(resume);
        return false;
    }

    private protected override void End()
    {
        if (Form == RequestForm.Own)
        {
            base.End();
            return;
        }

        var ended = _running;
        _running = default;
        Keep(ended.GetAwaiter().GetResult());
    }

    private protected override Exception? Read(Response response)
    {
        if (response is Response<TResult> typed)
        {
            Keep(typed.TypedResult!);
            typed.Dispose();
            return null;
        }

        if (response.Exception is { } fault)
        {
            return fault;
        }

        Keep(response.GetResult<TResult>()!);
        return null;
    }

    private void Keep(TResult result)
    {
        if (!IsAbandoned)
        {
            _result = result;
        }
    }

    private sealed class Source(GrainCall<TResult> call) : IValueTaskSource<TResult>
    {
        public ValueTaskSourceStatus GetStatus(short token) => call.Status(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            call.Await(continuation, state, token, flags);

        public TResult GetResult(short token)
        {
            var result = call._result;
            call._result = default!;
            call.Consume(token);
            return result;
        }
    }
}
