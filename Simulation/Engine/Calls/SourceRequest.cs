using System.Threading.Tasks.Sources;

namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>A request that is itself the source of the value task which its caller awaits.</summary>
public abstract class SourceRequest : GrainRequest
{
    private protected SourceRequest(CallMethod method)
        : base(method) { }

    private Action<object?>? _continuation;
    private object? _state;
    private SynchronizationContext? _home;
    private ExecutionContext? _flow;
    private bool _completed;
    private bool _isAwaited;
    private long _awaitedSince;

    /// <inheritdoc/>
    public sealed override bool IsAwaited => _isAwaited;

    /// <inheritdoc/>
    public sealed override long AwaitedSince => _awaitedSince;

    /// <summary>Guards against awaiting a value task twice.</summary>
    internal short Version { get; private set; }

    internal sealed override void CompleteCaller()
    {
        _completed = true;
        if (!_isAwaited)
        {
            return;
        }

        // Continuation and state stay: an awaiting loop brings the same ones again.
        _isAwaited = false;
        var continuation = _continuation!;
        var state = _state;
        if (_flow is null && (_home is null || ReferenceEquals(_home, SynchronizationContext.Current)))
        {
            continuation(state);
        }
        else
        {
            ContinueElsewhere(continuation, state);
        }
    }

    private protected ValueTaskSourceStatus Status(short token)
    {
        Check(token);
        return !_completed ? ValueTaskSourceStatus.Pending
            : Fault is null ? ValueTaskSourceStatus.Succeeded
            : Fault.SourceException is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    private protected void Await(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        if (_isAwaited)
        {
            throw new InvalidOperationException($"The result of {Method} is awaited twice.");
        }

        var home = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0 ? SynchronizationContext.Current : null;
        if (!ReferenceEquals(home, _home))
        {
            _home = home;
        }

        _flow = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 ? ExecutionContext.Capture() : null;
        if (!ReferenceEquals(_state, state))
        {
            _state = state;
        }

        if (!ReferenceEquals(_continuation, continuation))
        {
            _continuation = continuation;
        }

        _isAwaited = true;
        _awaitedSince = Target.World.StepCount;
        if (_completed)
        {
            CompleteCaller();
        }
    }

    /// <summary>Ends the caller's use of this object; throws what the call threw.</summary>
    private protected void Consume(short token)
    {
        Check(token);
        if (!_completed)
        {
            throw new InvalidOperationException($"The result of {Method} was asked for before it was there; await it.");
        }

        var fault = Fault;
        Version = unchecked((short)(Version + 1));
        _completed = false;
        Recycle();
        fault?.Throw();
    }

    private void ContinueElsewhere(Action<object?> continuation, object? state)
    {
        var flow = _flow;
        _flow = null;
        SendOrPostCallback continued = flow is null ? s => continuation(s) : s => ExecutionContext.Run(flow, c => continuation(c), s);
        if (_home is null || ReferenceEquals(_home, SynchronizationContext.Current))
        {
            continued(state);
        }
        else
        {
            _home.Post(continued, state);
        }
    }

    private void Check(short token)
    {
        if (token != Version)
        {
            throw new InvalidOperationException(
                "The result of a grain call was used after it had been consumed; await a value task once only."
            );
        }
    }
}
