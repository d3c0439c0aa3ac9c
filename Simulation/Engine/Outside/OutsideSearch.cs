namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Looks for outside work in what code waits for: from a task through the state machines that the compiler made of asynchronous methods, down to
/// what the innermost one awaits; and among what those methods keep for later.</summary>
internal static class OutsideSearch
{
    private const int DepthMax = 100;
    private const int VisitedMax = 16;

    private static readonly Func<object, object?>? SourceTimer = FieldPath.Reader(typeof(CancellationTokenSource), "_timer");
    private static readonly Func<object, object?>? PeriodicTimer = FieldPath.Reader(typeof(PeriodicTimer), "_timer");

    /// <summary>Whether all that the search needs of the runtime is there.</summary>
    internal static bool IsComplete => SourceTimer is not null && PeriodicTimer is not null && WaitShape.KnowsDelays;

    /// <summary>What was found.</summary>
    /// <param name="Kind">The work.</param>
    /// <param name="Code">Class and method of the innermost code that is no framework's.</param>
    /// <param name="IsAwaited">Whether that code waits for it.</param>
    internal sealed record Found(OutsideKind Kind, string? Code, bool IsAwaited);

    /// <summary>Outside work that code waits for, or keeps.</summary>
    /// <param name="node">What stands for the code: the task of an asynchronous method, or a source of value tasks.</param>
    /// <param name="isStuck">True if no step is ready: code that can still continue then continues on another thread.</param>
    internal static Found? In(object? node, bool isStuck)
    {
        var visited = 0;
        return node is null or GrainRequest
            ? null
            : Look(node, WaitShape.Of(node.GetType()), new(null, null, true), isStuck, 0, ref visited);
    }

    /// <summary>The same, unless the code waits for the very thing that it waited for the last time, and that was much to look at.</summary>
    internal static Found? In(object? node, ref object? lastWait)
    {
        if (node is null or GrainRequest)
        {
            return null;
        }

        if (lastWait is not null && ReferenceEquals(InnermostWait(node), lastWait))
        {
            return null;
        }

        var visited = 0;
        var found = Look(node, WaitShape.Of(node.GetType()), new(null, null, true), isStuck: false, 0, ref visited);
        lastWait = visited > VisitedMax ? InnermostWait(node) : null;
        return found;
    }

    /// <summary>Outside work that a grain keeps in its fields.</summary>
    internal static Found? Kept(object grain, WaitShape shape)
    {
        var visited = 0;
        foreach (var slot in shape.Slots)
        {
            if (
                slot.Read(grain) is { } kept
                && Look(kept, WaitShape.Of(kept.GetType()), new(grain.GetType().Name, null, false), isStuck: false, 0, ref visited)
                    is { } found
            )
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Whether a token is cancelled by the machine's clock.</summary>
    internal static bool IsTimed(CancellationTokenSource source) => TaskInternals.IsOfMachine(SourceTimer?.Invoke(source));

    /// <summary>Class and method of the innermost code that waits, and is no framework's.</summary>
    internal static string? InnermostCode(object? node)
    {
        string? code = null;
        for (var depth = 0; node is not null and not GrainRequest && depth < DepthMax; depth++)
        {
            code = WaitShape.Of(node.GetType()) is { IsMachine: true, IsOwnCode: true } shape ? shape.Code : code;
            node = Awaited(node);
        }

        return code;
    }

    /// <summary>The name of the framework's I/O that some code waits for, even if that has ended.</summary>
    internal static string? IoOf(object? node)
    {
        for (var depth = 0; node is not null and not GrainRequest && depth < DepthMax; depth++)
        {
            if (WaitShape.Of(node.GetType()).Io is { } io)
            {
                return io;
            }

            node = Awaited(node);
        }

        return null;
    }

    /// <summary>Whether some code is among what a task waits for.</summary>
    internal static bool Leads(object? from, object? code)
    {
        for (var depth = 0; from is not null and not GrainRequest && depth < DepthMax; depth++)
        {
            if (ReferenceEquals(from, code))
            {
                return true;
            }

            from = Awaited(from);
        }

        return false;
    }

    internal static OutsideKind KindOf(Task withDelegate) =>
        WaitShape.Of(withDelegate.GetType()).Role == WaitRole.Continuation ? OutsideKind.ContinueWith
        : withDelegate.AsyncState is CancellationTokenSource ? OutsideKind.CancelAsync
        : withDelegate.CreationOptions.HasFlag(TaskCreationOptions.DenyChildAttach) ? OutsideKind.Run
        : OutsideKind.StartNew;

    // The one thing that a state machine waits for, or the task that another one stands for.
    private static object? Awaited(object node)
    {
        var shape = WaitShape.Of(node.GetType());
        return shape
            .Slots.Where(slot => slot.IsAwaited || !shape.IsMachine)
            .Select(slot => slot.Read(node))
            .FirstOrDefault(static awaited => awaited is not null);
    }

    // What the innermost of the state machines waits for that wait for one another.
    private static object? InnermostWait(object? node)
    {
        while (node is not null and not GrainRequest && WaitShape.Of(node.GetType()) is { IsMachine: true } shape)
        {
            var machine = node;
            node = null;
            foreach (var slot in shape.Slots)
            {
                if (slot.IsAwaited && slot.Read(machine) is { } next)
                {
                    node = next;
                    break;
                }
            }
        }

        return node;
    }

    private static Found? Look(object node, WaitShape shape, Place place, bool isStuck, int depth, ref int visited)
    {
        visited++;
        switch (shape.Role)
        {
            case WaitRole.Call:
            case var _ when depth > DepthMax:
                return null;
            case WaitRole.Source:
                return TaskInternals.IsOfMachine(shape.Timer?.Invoke(node)) ? place.Find(OutsideKind.CancelAfter, isAwaited: false) : null;
            case WaitRole.Timer:
                return place.Find(OutsideKind.Timer, isAwaited: false);
            case WaitRole.PeriodicTimer:
                return TaskInternals.IsOfMachine(shape.Timer?.Invoke(node)) ? place.Find(OutsideKind.PeriodicTimer) : null;
            case WaitRole.PeriodicWait:
                return shape.Timer?.Invoke(node) is { } owner && TaskInternals.IsOfMachine(PeriodicTimer?.Invoke(owner))
                    ? place.Find(OutsideKind.PeriodicTimer)
                    : null;
            case WaitRole.Delay:
                return TaskInternals.IsOfMachine(shape.Timer?.Invoke(node)) ? place.Find(OutsideKind.Delay) : null;
            case WaitRole.TimedWait when TaskInternals.IsOfMachine(shape.Timer?.Invoke(node)):
                return place.Find(OutsideKind.TimedWait);
            case WaitRole.Unwrapped:
                return TaskInternals.IsOfRun((Task)node) ? place.Find(OutsideKind.Run) : null;
            case WaitRole.Task when TaskInternals.HasDelegate((Task)node):
            case WaitRole.Continuation when ((Task)node).IsCompleted:
                return place.Find(KindOf((Task)node));
            case WaitRole.Tasks:
                return LookAtAll((IReadOnlyList<Task>)node, place, isStuck, depth, ref visited);
            case WaitRole.Code:
                // Only the methods of a framework that lie inside of one another are one piece of I/O.
                place =
                    shape.IsOwnCode ? new(shape.Code, null, place.IsAwaited)
                    : shape.Io is { } io && place.Io is null ? place with { Io = io }
                    : place;
                break;
            case var _ when shape.IsIo:
                return place.Find(OutsideKind.Io(place.Io ?? CodeName.AnyIo(node.GetType())));
        }

        if (node is Task { IsCompleted: true })
        {
            return null;
        }

        var isLeaf = true;
        foreach (var slot in shape.Slots)
        {
            if (slot.Read(node) is not { } next)
            {
                continue;
            }

            isLeaf = false;
            var there = place with { IsAwaited = place.IsAwaited && (slot.IsAwaited || !shape.IsMachine) };
            if (Look(next, slot.Last = WaitShape.Of(next, slot.Last), there, isStuck, depth + 1, ref visited) is { } found)
            {
                return found;
            }

            // The code continues on another thread when what it awaits ends.
            if (slot.IsAwaited && shape.IsOwnCode && slot.StaysInContext is { } stays && !stays(node))
            {
                return there.Find(OutsideKind.NoContext);
            }

            // What it waits for has ended, and yet nothing is ready: another thread has ended it and is about to say so.
            if (slot.IsAwaited && isStuck && next is Task { IsCompleted: true })
            {
                return there.Find(IoOf(next) is { } ended ? OutsideKind.Io(ended) : OutsideKind.Unknown);
            }
        }

        return isLeaf && place.Io is { } method ? place.Find(OutsideKind.Io(method)) : null;
    }

    private static Found? LookAtAll(IReadOnlyList<Task> tasks, Place place, bool isStuck, int depth, ref int visited)
    {
        WaitShape? shape = null;
        foreach (var task in tasks)
        {
            if (task is not null && Look(task, shape = WaitShape.Of(task, shape), place, isStuck, depth + 1, ref visited) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private readonly record struct Place(string? Code, string? Io, bool IsAwaited)
    {
        internal Found Find(OutsideKind kind) => Find(kind, IsAwaited);

        internal Found Find(OutsideKind kind, bool isAwaited) => new(kind, Code, isAwaited);
    }
}
