using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Deadlocks;

namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Finds work of a run that is no step of its world: code on another thread, waits for the machine's clock or I/O. Such work ends
/// the run.</summary>
internal sealed class OutsideWatch
{
    private readonly List<(Task Task, object? LastWait)> _clientWork = [];
    private readonly World _world;
    private OutsideWork? _found;
    private RunMark _run;
    private RunMark? _mark;
    private ExecutionContext? _unmarked;

    internal OutsideWatch(World world)
    {
        _world = world;
        _run = new RunMark(world);
    }

    /// <summary>Flows with the code of this run; null if the world does not watch for code on other threads.</summary>
    internal RunMark? Mark => _mark;

    /// <summary>Throws if code of the run does work that no step of the world is. Called when nothing is ready any more, it also looks at
    /// what the requests that have not ended wait for: such a run is no deadlock.</summary>
    /// <exception cref="OutsideWorkException">There is such work.</exception>
    internal void Refuse()
    {
        var isStuck = _world.Ready.Count == 0;
        LookAtWaits(isStuck);
        if (isStuck && _mark is not null && WaitForGraph.Of(_world).Cycle.Count == 0)
        {
            Pool.LetRun(() => HasFound); // queued work of the run then reports from its thread
        }

        Throw(null);
    }

    /// <summary>Takes the run's mark off the execution context: an object that is made now may be shared by runs and have threads of its
    /// own.</summary>
    internal void LeaveMark() => ExecutionContext.Restore(_unmarked!);

    /// <summary>Reports code of a run on the current thread, if that is not the loop's.</summary>
    internal void Appear(RunMark run)
    {
        if (_world.LoopThread != Environment.CurrentManagedThreadId && ReferenceEquals(run, _run) && !HasFound)
        {
            ReportStray(run);
        }
    }

    /// <summary>The run, for what it leaves behind.</summary>
    internal RunMark Run => _run;

    internal bool HasFound => Volatile.Read(ref _found) is { } work && ReferenceEquals(work.Run, _run);

    /// <summary>Whether the running thread may change the world. If not, code of this run has left it, which ends the run; or code of an
    /// earlier run has, which this run ignores.</summary>
    /// <param name="run">The run of the code, where that is known already.</param>
    internal bool MayTouch(RunMark? run = null)
    {
        var mark = RunMark.Current;
        if (_world.LoopThread == Environment.CurrentManagedThreadId || (_world.LoopThread == 0 && mark is null))
        {
            return true;
        }

        ReportStray(mark ?? run ?? _run);
        return false;
    }

    /// <summary>Whether a continuation may be queued at an activation.</summary>
    /// <param name="at">The activation.</param>
    /// <param name="state">The posted argument: for an await, the code that continues.</param>
    internal bool MayPost(Activation at, object? state)
    {
        if (_world.LoopThread == Environment.CurrentManagedThreadId)
        {
            return true;
        }

        var run = Volatile.Read(ref _run);
        if (at.IsDropped)
        {
            return false; // of an earlier run; one of this run is dropped no earlier than the run ends
        }

        var code = (state as Delegate)?.Target ?? state;
        try
        {
            var found = OutsideSearch.In(code, isStuck: false);
            if (found is null && _world.LoopThread == 0)
            {
                return true; // plain code between two runs
            }

            found ??= new(OutsideKind.Unknown, OutsideSearch.InnermostCode(code), IsAwaited: true);
            Report(WorkOf(at, code, found), run);
        }
        // The loop may be at work on what is looked at here, and nothing may be thrown on a thread that is not the world's.
        catch (Exception)
        {
            Report(WorkAt(at, new(OutsideKind.Unknown, null, IsAwaited: true)), run);
        }

        return false;
    }

    internal OutsideWork WorkOf(GrainRequest? request, OutsideSearch.Found found) =>
        request is null
            ? WorkAt(_world.Client, found)
            : new(
                request.Target.ToString(),
                request.Method.ToString(),
                found.Code ?? OutsideSearch.InnermostCode(request.Work),
                found.Kind,
                found.IsAwaited
            );

    internal OutsideWork WorkOf(Activation at, object? code, OutsideSearch.Found found) =>
        RequestOf(at, code) is { } request ? WorkOf(request, found) : WorkAt(at, found);

    internal static OutsideWork WorkAt(Activation at, OutsideSearch.Found found) =>
        new(at.Silo is null ? OutsideWork.Client : at.Slot.ToString(), null, found.Code, found.Kind, found.IsAwaited);

    /// <summary>Looks at the cancellation token of a call: the machine's clock could cancel it at any moment.</summary>
    internal void Watch(CancellationTokenSource? source)
    {
        if (_mark is not null && source is not null && OutsideSearch.IsTimed(source))
        {
            var caller = Flow.Current?.Request;
            Report(WorkOf(caller, new(OutsideKind.CancelAfter, null, IsAwaited: false)) with { Request = caller }, _run);
        }
    }

    internal void ReportStray(RunMark run)
    {
        try
        {
            var request = Flow.Current?.Request;
            (var kind, var code) = Stray.Here();
            Report(WorkOf(request, new(kind, code, IsAwaited: false)) with { Request = request }, run);
        }
        catch (Exception) // nothing may be thrown on a thread that is not the world's
        {
            Report(WorkAt(_world.Client, new(OutsideKind.Thread, null, IsAwaited: false)), run);
        }
    }

    // The first report of a run counts. Any thread may report at any time; reports of earlier runs are ignored.
    private void Report(OutsideWork? work, RunMark run)
    {
        var before = Volatile.Read(ref _found);
        if (work is not null && (before is null || !ReferenceEquals(before.Run, _run)))
        {
            Interlocked.CompareExchange(ref _found, work with { Run = run }, before);
        }
    }

    internal void Throw(Exception? inner)
    {
        if (Volatile.Read(ref _found) is { } work && ReferenceEquals(work.Run, _run))
        {
            throw new OutsideWorkException(Understood(work), inner);
        }
    }

    // Work that was found on another thread may be visible in the task that its request awaits now.
    private OutsideWork Understood(OutsideWork work)
    {
        if (work.Request is not { Runner: { } runner } request || !ReferenceEquals(RequestAt(runner, request), request))
        {
            return work;
        }

        var seen = AwaitedBy(request, _world.Ready.Count == 0) is { } awaited && awaited.Kind == work.Kind ? awaited : work;
        return seen with
        {
            Code = seen.Code ?? OutsideSearch.InnermostCode(request.Work),
            Kind = seen.Kind.IsIo && OutsideSearch.IoOf(request.Work) is { } io ? OutsideKind.Io(io) : seen.Kind,
        };
    }

    private static GrainRequest? RequestAt(Activation at, GrainRequest request) =>
        ReferenceEquals(at.Lifecycle, request)
        || (request.RunningIndex < at.RunningCount && ReferenceEquals(at.Running(request.RunningIndex), request))
            ? request
            : null;

    internal void Forget()
    {
        Volatile.Write(ref _run, new RunMark(_world));
        _found = null;
        _mark = _world.Options.WatchesOutsideWork ? _run : null;
        _clientWork.Clear();
    }

    /// <summary>Puts the run's mark on the execution context of the loop.</summary>
    /// <returns>The context of every step.</returns>
    internal ExecutionContext Enter(ExecutionContext outer)
    {
        _unmarked = outer;
        if (_mark is null)
        {
            return outer;
        }

        RunMark.Current = _mark;
        return ExecutionContext.Capture()!;
    }

    internal void Began(Task clientWork)
    {
        if (!clientWork.IsCompleted)
        {
            _clientWork.RemoveAll(static work => work.Task.IsCompleted);
            _clientWork.Add((clientWork, null));
            LookAt(_world.Client);
        }
    }

    /// <summary>Checks, after code has run at an activation, the tasks and timers that it awaits or keeps, before they can
    /// complete.</summary>
    internal void LookAt(Activation at)
    {
        if (_mark is null)
        {
            return;
        }

        if (at.Silo is null && ReferenceEquals(at, _world.Client))
        {
            Report(AwaitedByClient(isStuck: false), _run);
        }
        else if (at.RunningCount > 0 || at.Lifecycle is not null || at.Shape.Slots.Length > 0)
        {
            Report(AwaitedAt(at, isStuck: false), _run);
        }
    }

    internal void LookAtTimers()
    {
        if (_mark is not null)
        {
            Report(RealTimers.Of(_world, _mark), _run);
        }
    }

    /// <summary>Whether calls wait though nothing is ready.</summary>
    internal bool IsStuck()
    {
        if (_world.Ready.Count > 0)
        {
            return _world.HasPendingCalls;
        }

        var isPending = _world.HasPendingCalls;
        if (isPending || _clientWork.Exists(static work => !work.Task.IsCompleted))
        {
            Refuse();
        }
        else if (_world.Activations.Any(static at => at.RunningCount > 0 || at.Lifecycle is not null))
        {
            LookAtWaits(isStuck: true); // no caller waits for them, but they could continue
        }

        return isPending;
    }

    internal void LookAtWaits(bool isStuck)
    {
        Report(Awaited(isStuck) ?? RealTimers.Of(_world, _mark), _run);
        Throw(null);
    }

    private OutsideWork? Awaited(bool isStuck)
    {
        foreach (var at in _world.Activations)
        {
            if (AwaitedAt(at, isStuck) is { } work)
            {
                return work;
            }
        }

        return AwaitedByClient(isStuck);
    }

    private OutsideWork? AwaitedAt(Activation at, bool isStuck)
    {
        for (var index = 0; index < at.RunningCount; index++)
        {
            if (AwaitedBy(at.Running(index), isStuck) is { } work)
            {
                return work;
            }
        }

        return (at.Lifecycle is { } turn ? AwaitedBy(turn, isStuck) : null)
            ?? (at is { Silo: not null, Instance: { } grain } && OutsideSearch.Kept(grain, at.Shape) is { } kept ? WorkAt(at, kept) : null);
    }

    private OutsideWork? AwaitedBy(GrainRequest request, bool isStuck) =>
        (isStuck ? OutsideSearch.In(request.Work, isStuck) : OutsideSearch.In(request.Work, ref request.LastWait)) is { } found
            ? WorkOf(request, found)
            : null;

    private OutsideWork? AwaitedByClient(bool isStuck)
    {
        for (var index = 0; index < _clientWork.Count; index++)
        {
            (var task, var lastWait) = _clientWork[index];
            var found = isStuck ? OutsideSearch.In(task, isStuck) : OutsideSearch.In(task, ref lastWait);
            if (found is not null)
            {
                return WorkAt(_world.Client, found);
            }

            _clientWork[index] = (task, lastWait);
        }

        return null;
    }

    private static GrainRequest? RequestOf(Activation at, object? code)
    {
        for (var index = 0; index < at.RunningCount; index++)
        {
            if (OutsideSearch.Leads(at.Running(index).Work, code))
            {
                return at.Running(index);
            }
        }

        return null;
    }
}
