using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace SvaOrleans.Grains.Pooling;

/// <summary>The answer of a method that has suspended or failed.</summary>
/// <typeparam name="TResult">The answer.</typeparam>
internal class PooledAnswer<TResult> : IValueTaskSource<TResult>
{
    private static readonly Action<object?> Completed = static _ => { };

    private Action<object?>? _continuation;
    private object? _state;
    private object? _context;
    private ExecutionContext? _flow;
    private ExceptionDispatchInfo? _fault;
    private TResult _result = default!;
    private short _version;
    private bool _isCompleted;

    /// <summary>The caller awaits it once.</summary>
    public ValueTask<TResult> Answer => new(this, _version);

    /// <summary>The method has ended.</summary>
    public void Complete(TResult answer)
    {
        _result = answer;
        Complete();
    }

    /// <summary>The method has failed.</summary>
    public void Fail(Exception exception)
    {
        _fault = ExceptionDispatchInfo.Capture(exception);
        Complete();
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        return !Volatile.Read(ref _isCompleted) ? ValueTaskSourceStatus.Pending
            : _fault is null ? ValueTaskSourceStatus.Succeeded
            : _fault.SourceException is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    /// <inheritdoc/>
    public TResult GetResult(short token)
    {
        Check(token);
        if (!_isCompleted)
        {
            throw new InvalidOperationException("The answer was asked for before it was there; await it.");
        }

        var (answer, thrown) = (_result, _fault);
        (_result, _fault, _continuation, _state, _context, _flow, _isCompleted) = (default!, null, null, null, null, null, false);
        _version = unchecked((short)(_version + 1));
        Release();
        thrown?.Throw();
        return answer;
    }

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        this._state = state;
        _context = (flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) == 0 ? null : CurrentContext();
        _flow = (flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) == 0 ? null : ExecutionContext.Capture();
        if (Interlocked.CompareExchange(ref this._continuation, continuation, null) is { } there)
        {
            Continue(
                ReferenceEquals(there, Completed) ? continuation : throw new InvalidOperationException("An answer is awaited once only.")
            );
        }
    }

    /// <summary>The result was taken; the object may serve another call.</summary>
    protected virtual void Release() { }

    private static object? CurrentContext() =>
        SynchronizationContext.Current is { } context ? context
        : TaskScheduler.Current is var scheduler && scheduler != TaskScheduler.Default ? scheduler
        : null;

    private void Complete()
    {
        Volatile.Write(ref _isCompleted, true);
        if (Interlocked.CompareExchange(ref _continuation, Completed, null) is { } waiting)
        {
            Continue(waiting);
        }
    }

    private void Continue(Action<object?> waiting)
    {
        var argument = _state;
        if (_flow is not null)
        {
            waiting = Within(_flow, waiting);
        }

        switch (_context)
        {
            case SynchronizationContext other when !ReferenceEquals(other, SynchronizationContext.Current):
                other.Post(waiting.Invoke, argument);
                break;
            case TaskScheduler other when !ReferenceEquals(other, TaskScheduler.Current):
#pragma warning disable SVA0007 // The scheduler is the caller's: an await does the same.
                Task.Factory.StartNew(waiting, argument, CancellationToken.None, TaskCreationOptions.DenyChildAttach, other);
#pragma warning restore SVA0007
                break;
            default:
                waiting(argument);
                break;
        }
    }

    private static Action<object?> Within(ExecutionContext flow, Action<object?> plain) =>
        given => ExecutionContext.Run(flow, passed => plain(passed), given);

    private void Check(short token)
    {
        if (token != _version)
        {
            throw new InvalidOperationException("An answer was used after it had been consumed; await a value task once only.");
        }
    }
}
