using System.Reflection;
using System.Runtime.CompilerServices;

namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Finds the timers of the machine's clock that code of a world has armed, though nothing of the world may hold them: a delay that only its
/// own continuation knows, as in <c>Task.WhenAll(call, Task.Delay(...))</c> or in a loop that nobody awaits.</summary>
internal static class RealTimers
{
    private const int DepthMax = 100;

    private static readonly ConditionalWeakTable<Type, Links> LinksByType = [];
    private static readonly Type? Queue = typeof(Task).Assembly.GetType("System.Threading.TimerQueue");
    private static readonly Type? Timer = typeof(Task).Assembly.GetType("System.Threading.TimerQueueTimer");
    private static readonly object[] Queues =
        Queue?.GetProperty("Instances", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(null) as object[]
        ?? [];
    private static readonly Func<object, object?>? Lock = Reader(Queue, "<SharedLock>k__BackingField");
    private static readonly Func<object, object?>? Short = Reader(Queue, "_shortTimers");
    private static readonly Func<object, object?>? Long = Reader(Queue, "_longTimers");
    private static readonly Func<object, object?>? Next = Reader(Timer, "_next");
    private static readonly Func<object, object?>? State = Reader(Timer, "_state");
    private static readonly Func<object, object?>? Callback = Reader(Timer, "_timerCallback");
    private static readonly Func<object, object?>? Context = Reader(Timer, "_executionContext");

    /// <summary>Whether all that the search needs of the runtime is there.</summary>
    internal static bool IsComplete =>
        Queues.Length > 0
        && Lock is not null
        && Short is not null
        && Long is not null
        && Next is not null
        && State is not null
        && Callback is not null
        && Context is not null;

    /// <summary>Work by the machine's clock that code of the world has begun.</summary>
    internal static OutsideWork? Of(World world, RunMark? mark)
    {
        if (!IsComplete)
        {
            return null;
        }

        List<object>? armed = null;
        foreach (var queue in Queues)
        {
#pragma warning disable RS0030 // The runtime's own lock, held while its list of timers is read; no code of the world runs meanwhile.
            lock ((Lock)Lock!(queue)!)
#pragma warning restore RS0030
            {
                for (var timer = Short!(queue); timer is not null; timer = Next!(timer))
                {
                    (armed ??= []).Add(timer);
                }

                for (var timer = Long!(queue); timer is not null; timer = Next!(timer))
                {
                    (armed ??= []).Add(timer);
                }
            }
        }

        foreach (var timer in armed ?? [])
        {
            var work = State!(timer) is Task promise
                ? Waiter(
                    promise,
                    promise.GetType().Name.StartsWith("Delay", StringComparison.Ordinal) ? OutsideKind.Delay : OutsideKind.TimedWait,
                    null,
                    world,
                    0
                )
                : null;
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
        if (Context!(timer) is not ExecutionContext context)
        {
            return null;
        }

        (var found, var request) = RunMark.Of(context);
        var code = Callback!(timer) is Delegate callback ? Stray.NameOf(callback.Method) : null;
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
                foreach (var one in many.ToArray())
                {
                    if (Waiter(one, kind, code, world, depth + 1) is { } found)
                    {
                        return found;
                    }
                }

                return null;
        }

        var links = LinksByType.GetValue(continuation.GetType(), static type => new Links(type));
        var next = links.Next?.Invoke(continuation);
        return links.Context?.Invoke(continuation) is Activation { IsDropped: false } at && ReferenceEquals(at.World, world)
            ? world.WorkOf(at, (next as Delegate)?.Target, new(kind, code ?? CodeOf((next as Delegate)?.Target as Task), IsAwaited: true))
            : Waiter(next, kind, code, world, depth + 1);
    }

    private static string? CodeOf(Task? box) =>
        box is not null && WaitShape.Of(box.GetType()) is { IsMachine: true, IsOwnCode: true } shape ? shape.Code : null;

    // Where a continuation of the runtime's leads to.
    private sealed class Links(Type type)
    {
        internal Func<object, object?>? Next { get; } =
            type.Assembly == typeof(Task).Assembly ? FieldPath.Reader(type, "m_action") ?? FieldPath.Reader(type, "m_task") : null;

        internal Func<object, object?>? Context { get; } =
            type.Assembly == typeof(Task).Assembly ? FieldPath.Reader(type, "m_syncContext") : null;
    }
}
