using System.Runtime.CompilerServices;

namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>What the runtime knows of tasks and timers and does not tell. A test fails when a version moves it.</summary>
internal static class TaskInternals
{
    // TASK_STATE_STARTED: only of tasks that run a delegate. That a task has one does not tell: asynchronous methods keep their own in that field.
    private const int Started = 0x10000;

    private static readonly Type Timer = typeof(Task).Assembly.GetType("System.Threading.TimerQueueTimer")!;

    /// <summary>The task that the running thread runs, if it runs one.</summary>
    internal static Task? Running => CurrentTask(null);

    /// <summary>Whether a task runs a delegate, or ran one.</summary>
    internal static bool HasDelegate(Task task) => (Flags(task) & Started) != 0;

    /// <summary>Whether a task that stands for another one is that of Task.Run, and not of Unwrap.</summary>
    internal static bool IsOfRun(Task unwrapped) =>
        unwrapped.GetType().GetField("_lookForOce", FieldPath.Declared)?.GetValue(unwrapped) is true;

    /// <summary>The delegate of a task that has not ended.</summary>
    internal static Delegate? DelegateOf(Task task) => Action(task);

    /// <summary>The continuations that the task holds.</summary>
    internal static object? ContinuationOf(Task task) => Continuation(task);

    /// <summary>Whether an <see cref="ITimer"/> is one of the machine's clock.</summary>
    internal static bool IsOfMachine(object? timer) =>
        timer is not null && (timer.GetType() == Timer || timer is Timer || timer.GetType().Assembly == typeof(Task).Assembly);

    /// <summary>What cancels a token; null if nothing ever does.</summary>
    internal static CancellationTokenSource? SourceOf(CancellationToken token) => Source(ref token);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_source")]
    private static extern ref CancellationTokenSource? Source(ref CancellationToken token);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "t_currentTask")]
    private static extern ref Task? CurrentTask(Task? type);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_stateFlags")]
    private static extern ref int Flags(Task task);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_action")]
    private static extern ref Delegate? Action(Task task);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_continuationObject")]
    private static extern ref object? Continuation(Task task);
}
