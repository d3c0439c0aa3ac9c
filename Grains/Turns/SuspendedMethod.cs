using System.Runtime.CompilerServices;

namespace SvaOrleans.Grains.Turns;

/// <summary>A method that waits: its state machine, and the answer that it will give.</summary>
/// <typeparam name="TMethod">The state machine.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
internal sealed class SuspendedMethod<TMethod, TResult> : Turn<TResult>
    where TMethod : IAsyncStateMachine
{
    private const int FreeMax = 64;

    private static readonly ContextCallback Resume = static self => Unsafe.As<SuspendedMethod<TMethod, TResult>>(self!).method.MoveNext();

    // Free ones of this thread. Which of them serves next is seen by nobody.
#pragma warning disable SVA0002
    [ThreadStatic]
    private static SuspendedMethod<TMethod, TResult>? free;

    [ThreadStatic]
    private static int freeCount;
#pragma warning restore SVA0002

    private readonly Action resume;
    private TMethod method = default!;
    private ExecutionContext? context;
    private SuspendedMethod<TMethod, TResult>? next;

    private SuspendedMethod() => resume = GoOn;

    /// <summary>A free one, or a new one.</summary>
    public static SuspendedMethod<TMethod, TResult> Take()
    {
        if (free is not { } taken)
        {
            return new();
        }

        free = taken.next;
        freeCount--;
        taken.next = null;
        return taken;
    }

    /// <summary>Takes the method from the stack.</summary>
    /// <param name="running">The method.</param>
    /// <returns>What goes on with it.</returns>
    public Action Suspend(in TMethod running)
    {
        method = running;
        return Suspend();
    }

    /// <summary>The method waits again.</summary>
    /// <returns>What goes on with it.</returns>
    public Action Suspend()
    {
        context = ExecutionContext.Capture();
        return resume;
    }

    /// <inheritdoc/>
    protected override void GiveBack()
    {
        method = default!;
        context = null;
        if (freeCount < FreeMax)
        {
            next = free;
            free = this;
            freeCount++;
        }
    }

    private void GoOn()
    {
        if (context is { } captured)
        {
            ExecutionContext.Run(captured, Resume, this);
        }
        else
        {
            method.MoveNext();
        }
    }
}
