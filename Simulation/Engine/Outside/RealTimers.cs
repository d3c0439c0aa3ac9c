using System.Reflection;
using System.Runtime.CompilerServices;

namespace SvaOrleans.Simulation;

/// <summary>Finds the timers of the machine's clock that code of a world has armed, though nothing of the world may hold them: a delay that only its
/// own continuation knows, as in <c>Task.WhenAll(call, Task.Delay(...))</c> or in a loop that nobody awaits.</summary>
internal static class RealTimers
{
    private const int DepthMax = 100;

    private static readonly ConditionalWeakTable<Type, Links> s_links = [];
    private static readonly Type? s_queue = typeof(Task).Assembly.GetType("System.Threading.TimerQueue");
    private static readonly Type? s_timer = typeof(Task).Assembly.GetType("System.Threading.TimerQueueTimer");
    private static readonly object[] s_queues = s_queue?.GetProperty("Instances", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(null) as object[] ?? [];
    private static readonly Func<object, object?>? s_lock = Reader(s_queue, "<SharedLock>k__BackingField");
    private static readonly Func<object, object?>? s_short = Reader(s_queue, "_shortTimers");
    private static readonly Func<object, object?>? s_long = Reader(s_queue, "_longTimers");
    private static readonly Func<object, object?>? s_next = Reader(s_timer, "_next");
    private static readonly Func<object, object?>? s_state = Reader(s_timer, "_state");
    private static readonly Func<object, object?>? s_callback = Reader(s_timer, "_timerCallback");
    private static readonly Func<object, object?>? s_context = Reader(s_timer, "_executionContext");

    /// <summary>Whether all that the search needs of the runtime is there.</summary>
    internal static bool IsComplete => s_queues.Length > 0 && s_lock is not null && s_short is not null && s_long is not null
        && s_next is not null && s_state is not null && s_callback is not null && s_context is not null;

    /// <summary>Work by the machine's clock that code of the world has begun.</summary>
    internal static OutsideWork? Of(World world, RunMark? mark)
    {
        if (!IsComplete)
        {
            return null;
        }

        List<object>? armed = null;
        foreach (object queue in s_queues)
        {
#pragma warning disable RS0030 // The runtime's own lock, held while its list of timers is read; no code of the world runs meanwhile.
            lock ((Lock)s_lock!(queue)!)
#pragma warning restore RS0030
            {
                for (object? timer = s_short!(queue); timer is not null; timer = s_next!(timer))
                {
                    (armed ??= []).Add(timer);
                }

                for (object? timer = s_long!(queue); timer is not null; timer = s_next!(timer))
                {
                    (armed ??= []).Add(timer);
                }
            }
        }

        foreach (object timer in armed ?? [])
        {
            OutsideWork? work = s_state!(timer) is Task promise ? Waiter(promise, promise.GetType().Name.StartsWith("Delay", StringComparison.Ordinal) ? OutsideKind.Delay : OutsideKind.TimedWait, null, world, 0) : null;
            if ((work ?? (mark is null ? null : Marked(timer, mark))) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static Func<object, object?>? Reader(Type? type, string field) => type is null ? null : FieldPath.Reader(type, field);

    // A timer with a callback of the world's code.
    private static OutsideWork? Marked(object timer, RunMark mark)
    {
        if (s_context!(timer) is not ExecutionContext context)
        {
            return null;
        }

        (RunMark? found, GrainRequest? request) = RunMark.Of(context);
        string? code = s_callback!(timer) is Delegate callback ? Stray.NameOf(callback.Method) : null;
        return ReferenceEquals(found, mark) ? mark.World.WorkOf(request, new(OutsideKind.Timer, code, IsAwaited: false)) : null;
    }

    // The code that continues when a task ends, if it continues at an activation of the world.
    private static OutsideWork? Waiter(object? continuation, OutsideKind kind, string? code, World world, int depth)
    {
        switch (continuation)
        {
            case null:
            case var _ when depth > DepthMax:
                return null;
            case Task task:
                return Waiter(TaskInternals.ContinuationOf(task), kind, code ?? CodeOf(task), world, depth + 1);
            case Delegate { Target: Task box }:
                return Waiter(box, kind, code, world, depth + 1);
            case List<object?> many:
                foreach (object? one in many.ToArray())
                {
                    if (Waiter(one, kind, code, world, depth + 1) is { } found)
                    {
                        return found;
                    }
                }

                return null;
        }

        Links links = s_links.GetValue(continuation.GetType(), static type => new Links(type));
        object? next = links.Next?.Invoke(continuation);
        return links.Context?.Invoke(continuation) is Activation { IsDropped: false } at && ReferenceEquals(at.World, world)
            ? world.WorkOf(at, (next as Delegate)?.Target, new(kind, code ?? CodeOf((next as Delegate)?.Target as Task), IsAwaited: true))
            : Waiter(next, kind, code, world, depth + 1);
    }

    private static string? CodeOf(Task? box) => box is not null && WaitShape.Of(box.GetType()) is { IsMachine: true, IsOwnCode: true } shape ? shape.Code : null;

    // Where a continuation of the runtime's leads to.
    private sealed class Links(Type type)
    {
        internal Func<object, object?>? Next { get; } = type.Assembly == typeof(Task).Assembly ? FieldPath.Reader(type, "m_action") ?? FieldPath.Reader(type, "m_task") : null;

        internal Func<object, object?>? Context { get; } = type.Assembly == typeof(Task).Assembly ? FieldPath.Reader(type, "m_syncContext") : null;
    }
}
