using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SvaOrleans.Grains.Turns;

/// <summary>Builds asynchronous methods of grains whose answer is awaited once, by whoever called them, so that nothing of them is left to the
/// garbage collector: a bind goes through some thirty of them. Named by <see cref="AsyncMethodBuilderAttribute"/>.</summary>
/// <remarks>The order of turns is that of tasks: whoever waits goes on within the turn that completes the method, if it is of the same activation,
/// and in a turn of its own otherwise. The runtime's own pooling builder always takes another turn.</remarks>
/// <typeparam name="TResult">The answer.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Compilers use it; nobody compares it.")]
public struct TurnBuilder<TResult>
{
    private Turn<TResult>? turn;
    private TResult result;

    /// <summary>What the caller of the method is given.</summary>
    public readonly ValueTask<TResult> Task => turn is null ? new(result) : turn.Answer;

    /// <summary>Makes one.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "The compiler calls it.")]
    public static TurnBuilder<TResult> Create() => default;

    /// <summary>Runs the method until its first wait.</summary>
    public readonly void Start<TMethod>(ref TMethod method)
        where TMethod : IAsyncStateMachine => default(AsyncValueTaskMethodBuilder).Start(ref method);

    /// <summary>Not used.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>The method has ended.</summary>
    public void SetResult(TResult result)
    {
        if (turn is null)
        {
            this.result = result;
        }
        else
        {
            turn.Complete(result);
        }
    }

    /// <summary>The method has failed.</summary>
    public void SetException(Exception exception) => (turn ??= new()).Fail(exception);

    /// <summary>The method waits.</summary>
    public void AwaitOnCompleted<TAwaiter, TMethod>(ref TAwaiter awaiter, ref TMethod method)
        where TAwaiter : INotifyCompletion
        where TMethod : IAsyncStateMachine => awaiter.OnCompleted(Suspend(ref method));

    /// <summary>The method waits.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TMethod>(ref TAwaiter awaiter, ref TMethod method)
        where TAwaiter : ICriticalNotifyCompletion
        where TMethod : IAsyncStateMachine => awaiter.UnsafeOnCompleted(Suspend(ref method));

    // At its first wait the method moves from the stack into an object, this builder with it.
    private Action Suspend<TMethod>(ref TMethod method)
        where TMethod : IAsyncStateMachine
    {
        if (turn is SuspendedMethod<TMethod, TResult> suspended)
        {
            return suspended.Suspend();
        }

        var taken = SuspendedMethod<TMethod, TResult>.Take();
        turn = taken;
        return taken.Suspend(method);
    }
}
