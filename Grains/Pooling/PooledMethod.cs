using System.Runtime.CompilerServices;

namespace SvaOrleans.Grains.Pooling;

/// <summary>The state machine of an asynchronous method that has suspended, and its answer. Each thread keeps a pool of unused
/// ones.</summary>
/// <typeparam name="TMethod">The state machine.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
internal sealed class PooledMethod<TMethod, TResult> : PooledAnswer<TResult>
    where TMethod : IAsyncStateMachine
{
    private const int FreeMax = 64;

    private static readonly ContextCallback Resume = static self => Unsafe.As<PooledMethod<TMethod, TResult>>(self!)._method.MoveNext();

    // Unused objects of this thread. They carry no state from one call to the next, so a run does not depend on which of them it gets.
#pragma warning disable SVA0002
    [ThreadStatic]
    private static PooledMethod<TMethod, TResult>? _free;

    [ThreadStatic]
    private static int _freeCount;
#pragma warning restore SVA0002

    private readonly Action _resume;
    private TMethod _method = default!;
    private ExecutionContext? _context;
    private PooledMethod<TMethod, TResult>? _next;

    private PooledMethod() => _resume = MoveNext;

    /// <summary>Takes an unused object, or makes one.</summary>
    public static PooledMethod<TMethod, TResult> Take()
    {
        if (_free is not { } taken)
        {
            return new();
        }

        _free = taken._next;
        _freeCount--;
        taken._next = null;
        return taken;
    }

    /// <summary>Moves the state machine from the stack into this object, at its first suspension.</summary>
    /// <param name="running">The state machine.</param>
    /// <returns>Continues the method.</returns>
    public Action Suspend(in TMethod running)
    {
        _method = running;
        return Suspend();
    }

    /// <summary>Suspends the method again.</summary>
    /// <returns>Continues the method.</returns>
    public Action Suspend()
    {
        _context = ExecutionContext.Capture();
        return _resume;
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        _method = default!;
        _context = null;
        if (_freeCount < FreeMax)
        {
            _next = _free;
            _free = this;
            _freeCount++;
        }
    }

    private void MoveNext()
    {
        if (_context is { } captured)
        {
            ExecutionContext.Run(captured, Resume, this);
        }
        else
        {
            _method.MoveNext();
        }
    }
}
