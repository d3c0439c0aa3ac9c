using System.Diagnostics.CodeAnalysis;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Outside;

namespace SvaOrleans.Simulation.Engine;

/// <content>Work that leaves the run: it ends it.</content>
public sealed partial class World
{
    private readonly List<(Task Task, object? LastWait)> _clientWork = [];
    private OutsideWork? _outside;
    private RunMark _run;
    private RunMark? _mark;
    private ExecutionContext? _unmarked;

    /// <summary>Flows with the code of this run; null if the world does not watch for code on other threads.</summary>
    internal RunMark? Mark => _mark;

    /// <summary>Throws if code of the run does work that no step of the world is. Called when nothing is ready any more, it also looks at what the
    /// requests that have not ended wait for: such a run is no deadlock.</summary>
    /// <exception cref="OutsideWorkException">There is such work.</exception>
    internal void RefuseOutsideWork()
    {
        var isStuck = _ready.Count == 0;
        LookAtWaits(isStuck);
        if (isStuck && _mark is not null && WaitForGraph.Of(this).Cycle.Count == 0)
        {
            Pool.LetRun(() => IsOutside); // what was handed to the pool shows itself there
        }

        ThrowOutside(null);
    }

    /// <summary>Takes the run's mark off the execution context: an object that is made now may be shared by runs and have threads of its own.</summary>
    internal void LeaveMark() => ExecutionContext.Restore(_unmarked!);

    /// <summary>Reports code of a run on the current thread, if that is not the loop's.</summary>
    internal void Appear(RunMark run)
    {
        if (_loopThread != Environment.CurrentManagedThreadId && ReferenceEquals(run, _run) && !IsOutside)
        {
            ReportStray(run);
        }
    }

    /// <summary>The run, for what it leaves behind.</summary>
    internal RunMark Identity => _run;

    private bool IsOutside => Volatile.Read(ref _outside) is { } work && ReferenceEquals(work.Run, _run);

    /// <summary>Whether the running thread may change the world. If not, code of this run has left it, which ends the run, or code of an earlier one has,
    /// which is nothing to this one.</summary>
    /// <param name="run">Whose code it is, where that is known without asking.</param>
    internal bool MayTouch(RunMark? run = null)
    {
        var mark = RunMark.Current;
        if (_loopThread == Environment.CurrentManagedThreadId || (_loopThread == 0 && mark is null))
        {
            return true;
        }

        ReportStray(mark ?? run ?? _run);
        return false;
    }

    /// <summary>Whether a continuation may be queued at an activation.</summary>
    /// <param name="at">The activation.</param>
    /// <param name="state">What is posted: for an await, the code that continues.</param>
    internal bool MayPost(Activation at, object? state)
    {
        if (_loopThread == Environment.CurrentManagedThreadId)
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
            if (found is null && _loopThread == 0)
            {
                return true; // plain code between two runs
            }

            found ??= new(OutsideKind.Unknown, OutsideSearch.InnermostCode(code), IsAwaited: true);
            Report(WorkOf(at, code, found), run);
        }
        catch (Exception) // the loop may be at work on what is looked at here, and nothing may be thrown on a thread that is not the world's
        {
            Report(WorkAt(at, new(OutsideKind.Unknown, null, IsAwaited: true)), run);
        }

        return false;
    }

    internal OutsideWork WorkOf(GrainRequest? request, OutsideSearch.Found found) =>
        request is null
            ? WorkAt(Client, found)
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

    private void ReportStray(RunMark run)
    {
        try
        {
            var request = Flow.Current?.Request;
            (var kind, var code) = Stray.Here();
            Report(WorkOf(request, new(kind, code, IsAwaited: false)) with { Request = request }, run);
        }
        catch (Exception) // nothing may be thrown on a thread that is not the world's
        {
            Report(WorkAt(Client, new(OutsideKind.Thread, null, IsAwaited: false)), run);
        }
    }

    // The first report of a run counts. Any thread may report at any time; reports of earlier runs are ignored.
    private void Report(OutsideWork? work, RunMark run)
    {
        var before = Volatile.Read(ref _outside);
        if (work is not null && (before is null || !ReferenceEquals(before.Run, _run)))
        {
            Interlocked.CompareExchange(ref _outside, work with { Run = run }, before);
        }
    }

    private void ThrowOutside(Exception? inner)
    {
        if (Volatile.Read(ref _outside) is { } work && ReferenceEquals(work.Run, _run))
        {
            throw new OutsideWorkException(Understood(work), inner);
        }
    }

    // What was caught on another thread may be plain to see in what its request waits for now.
    private OutsideWork Understood(OutsideWork work)
    {
        if (work.Request is not { Runner: { } runner } request || !ReferenceEquals(RequestAt(runner, request), request))
        {
            return work;
        }

        var seen = AwaitedBy(request, _ready.Count == 0) is { } awaited && awaited.Kind == work.Kind ? awaited : work;
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

    [MemberNotNull(nameof(_run))]
    private void ForgetOutside()
    {
        Client.OpenForClient();
        Volatile.Write(ref _run, new RunMark(this));
        _outside = null;
        _mark = Options.WatchesOutsideWork ? _run : null;
        _clientWork.Clear();
    }

    private void EnterRun(ExecutionContext outer)
    {
        _unmarked = _clean = outer;
        if (_mark is not null)
        {
            RunMark.Current = _mark;
            _clean = ExecutionContext.Capture();
        }
    }

    private void Began(Task clientWork)
    {
        if (!clientWork.IsCompleted)
        {
            _clientWork.RemoveAll(static work => work.Task.IsCompleted);
            _clientWork.Add((clientWork, null));
            LookAt(Client);
        }
    }

    /// <summary>Code has run at an activation: what it awaits or keeps now is looked at, before that can end by itself.</summary>
    private void LookAt(Activation at)
    {
        if (_mark is null)
        {
            return;
        }

        if (at.Silo is null && ReferenceEquals(at, Client))
        {
            Report(AwaitedByClient(isStuck: false), _run);
        }
        else if (at.RunningCount > 0 || at.Lifecycle is not null || at.Shape.Slots.Length > 0)
        {
            Report(AwaitedAt(at, isStuck: false), _run);
        }
    }

    private void LookAtTimers()
    {
        if (_mark is not null)
        {
            Report(RealTimers.Of(this, _mark), _run);
        }
    }

    /// <summary>Whether calls wait though nothing is ready.</summary>
    private bool StuckUnlessOutside()
    {
        if (_ready.Count > 0)
        {
            return HasPendingCalls;
        }

        var isPending = HasPendingCalls && PendingRequests().Count > 0;
        if (isPending || _clientWork.Exists(static work => !work.Task.IsCompleted))
        {
            RefuseOutsideWork();
        }
        else if (_activations.Exists(static at => at.RunningCount > 0 || at.Lifecycle is not null))
        {
            LookAtWaits(isStuck: true); // no caller waits for them, but they could continue
        }

        return isPending;
    }

    private void LookAtWaits(bool isStuck)
    {
        Report(Awaited(isStuck) ?? RealTimers.Of(this, _mark), _run);
        ThrowOutside(null);
    }

    private OutsideWork? Awaited(bool isStuck)
    {
        foreach (var at in _activations)
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
                return WorkAt(Client, found);
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
