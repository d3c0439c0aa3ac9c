using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SvaOrleans.Grains.Pooling;

/// <summary>Builds asynchronous methods of grains whose state machine and answer are pooled: a bind runs some thirty of them. The caller
/// awaits the answer once. A method names it by <see cref="AsyncMethodBuilderAttribute"/>.</summary>
/// <remarks>The order of turns is that of tasks: a caller on the same activation continues within the turn that completes the method, any
/// other caller in a turn of its own. That is why neither PoolingAsyncValueTaskMethodBuilder nor ManualResetValueTaskSourceCore serves:
/// both always post.</remarks>
/// <typeparam name="TResult">The answer.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Only compilers use it; it is never compared.")]
public struct PooledMethodBuilder<TResult>
{
    private PooledAnswer<TResult>? _answer;
    private TResult _result;

    /// <summary>What the caller of the method is given.</summary>
    public readonly ValueTask<TResult> Task => _answer is null ? new(_result) : _answer.Answer;

    /// <summary>Called by the compiler when the method begins.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "The compiler calls it.")]
    public static PooledMethodBuilder<TResult> Create() => default;

    /// <summary>Runs the method until it suspends.</summary>
    public readonly void Start<TMethod>(ref TMethod method)
        where TMethod : IAsyncStateMachine => default(AsyncValueTaskMethodBuilder).Start(ref method);

    /// <summary>Not used.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) { }

    /// <summary>The method has ended.</summary>
    public void SetResult(TResult result)
    {
        if (_answer is null)
        {
            this._result = result;
        }
        else
        {
            _answer.Complete(result);
        }
    }

    /// <summary>The method has failed.</summary>
    public void SetException(Exception exception) => (_answer ??= new()).Fail(exception);

    /// <summary>Suspends the method.</summary>
    public void AwaitOnCompleted<TAwaiter, TMethod>(ref TAwaiter awaiter, ref TMethod method)
        where TAwaiter : INotifyCompletion
        where TMethod : IAsyncStateMachine => awaiter.OnCompleted(Suspend(ref method));

    /// <summary>Suspends the method.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TMethod>(ref TAwaiter awaiter, ref TMethod method)
        where TAwaiter : ICriticalNotifyCompletion
        where TMethod : IAsyncStateMachine => awaiter.UnsafeOnCompleted(Suspend(ref method));

    // When it suspends first, the state machine moves from the stack into an object, and this builder with it.
    private Action Suspend<TMethod>(ref TMethod method)
        where TMethod : IAsyncStateMachine
    {
        if (_answer is PooledMethod<TMethod, TResult> suspended)
        {
            return suspended.Suspend();
        }

        var taken = PooledMethod<TMethod, TResult>.Take();
        _answer = taken;
        return taken.Suspend(method);
    }
}
