namespace SvaOrleans.Simulation;

/// <content>Work that leaves the run: it ends it.</content>
public sealed partial class World
{
    private readonly List<Task> _clientWork = [];
    private OutsideWork? _outside;
    private RunMark? _mark;
    private ExecutionContext? _unmarked;

    /// <summary>Flows with the code of this run; null where nobody watches for code on other threads.</summary>
    internal RunMark? Mark => _mark;

    /// <summary>Throws if code of the run does work that no step of the world is. Called when nothing is ready any more, it also looks at what the
    /// requests that have not ended wait for: such a run is no deadlock.</summary>
    /// <exception cref="OutsideWorkException">There is such work.</exception>
    public void RefuseOutsideWork()
    {
        bool isStuck = _ready.Count == 0;
        LookAtWaits(isStuck);
        if (isStuck && _mark is not null && WaitForGraph.Of(this).Cycle.Count == 0)
        {
            Pool.LetRun(() => _outside is not null); // what was handed to the pool shows itself there
        }

        ThrowOutside(null);
    }

    /// <summary>Leaves what code of this run flows with: what is made now may be shared by runs, and have threads of its own.</summary>
    internal void LeaveMark() => ExecutionContext.Restore(_unmarked!);

    /// <summary>Code of a run has come to the running thread.</summary>
    internal void Appear(RunMark mark)
    {
        if (_loopThread == Environment.CurrentManagedThreadId || !ReferenceEquals(mark, _mark) || _outside is not null)
        {
            return;
        }

        try
        {
            ReportStray(Flow.Current?.Request);
        }
        catch (Exception) // the runtime ends the process if anything is thrown here
        {
            Report(WorkAt(Client, new(OutsideKind.Thread, null, IsAwaited: false)));
        }
    }

    /// <summary>Whether the running thread may change the world. If not, code of this run has left it, which ends the run, or code of an earlier one has,
    /// which is nothing to this one.</summary>
    internal bool MayTouch()
    {
        RunMark? mark = RunMark.Current;
        if (_loopThread == Environment.CurrentManagedThreadId || (_loopThread == 0 && mark is null))
        {
            return true;
        }

        if (mark is null || ReferenceEquals(mark, _mark))
        {
            ReportStray(Flow.Current?.Request);
        }

        return false;
    }

    /// <summary>Whether what goes on at an activation may be queued there.</summary>
    /// <param name="at">The activation.</param>
    /// <param name="state">What is posted: for an await, the code that goes on.</param>
    internal bool MayPost(Activation at, object? state)
    {
        if (_loopThread == Environment.CurrentManagedThreadId)
        {
            return true;
        }

        object? code = (state as Delegate)?.Target ?? state;
        OutsideSearch.Found? found = OutsideSearch.In(code, isStuck: false);
        if (found is null && _loopThread == 0)
        {
            return true; // plain code between two runs
        }

        found ??= new(OutsideKind.Unknown, OutsideSearch.InnermostCode(code), IsAwaited: true);
        Report(RequestOf(at, code) is { } request ? WorkOf(request, found) : WorkAt(at, found));
        return false;
    }

    internal OutsideWork WorkOf(GrainRequest? request, OutsideSearch.Found found) => request is null
        ? WorkAt(Client, found)
        : new(request.Target.ToString(), request.Method.ToString(), found.Code ?? OutsideSearch.InnermostCode(request.Work), found.Kind, found.IsAwaited);

    internal static OutsideWork WorkAt(Activation at, OutsideSearch.Found found) =>
        new(at.Silo is null ? OutsideWork.Client : at.Slot.ToString(), null, found.Code, found.Kind, found.IsAwaited);

    /// <summary>A cancellation token goes with a call: one that the machine's clock cancels would cancel it at any moment.</summary>
    internal void Watch(CancellationTokenSource? source)
    {
        if (_mark is not null && source is not null && OutsideSearch.IsTimed(source))
        {
            GrainRequest? caller = Flow.Current?.Request;
            Report(WorkOf(caller, new(OutsideKind.CancelAfter, OutsideSearch.InnermostCode(caller?.Work), IsAwaited: false)));
        }
    }

    private void ReportStray(GrainRequest? request)
    {
        (OutsideKind kind, string? code) = Stray.Here();
        Report(WorkOf(request, new(kind, code, IsAwaited: false)));
    }

    // The first one counts; any thread may come.
    private void Report(OutsideWork work) => Interlocked.CompareExchange(ref _outside, work, null);

    private void ThrowOutside(Exception? inner)
    {
        if (Volatile.Read(ref _outside) is { } work)
        {
            throw new OutsideWorkException(work, inner);
        }
    }

    private void ForgetOutside()
    {
        Client.OpenForClient();
        _outside = null;
        _mark = Options.WatchesOutsideWork ? new RunMark(this) : null;
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
            _clientWork.RemoveAll(static task => task.IsCompleted);
            _clientWork.Add(clientWork);
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
            _outside ??= AwaitedByClient(isStuck: false);
        }
        else if (at.RunningCount > 0 || at.Lifecycle is not null || at.Shape.Slots.Count > 0)
        {
            _outside ??= AwaitedAt(at, isStuck: false);
        }
    }

    private void LookAtTimers()
    {
        if (_mark is not null)
        {
            _outside ??= RealTimers.Of(this, _mark);
        }
    }

    /// <summary>Whether calls wait though nothing is ready.</summary>
    private bool StuckUnlessOutside()
    {
        if (_ready.Count > 0)
        {
            return HasPendingCalls;
        }

        bool isPending = HasPendingCalls && PendingRequests().Count > 0;
        if (isPending || _clientWork.Exists(static task => !task.IsCompleted))
        {
            RefuseOutsideWork();
        }
        else if (_activations.Exists(static at => at.RunningCount > 0 || at.Lifecycle is not null))
        {
            LookAtWaits(isStuck: true); // nobody waits for them, but they would go on
        }

        return isPending;
    }

    private void LookAtWaits(bool isStuck)
    {
        _outside ??= Awaited(isStuck) ?? RealTimers.Of(this, _mark);
        ThrowOutside(null);
    }

    private OutsideWork? Awaited(bool isStuck)
    {
        foreach (Activation at in _activations)
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
        for (int index = 0; index < at.RunningCount; index++)
        {
            if (AwaitedBy(at.Running(index), isStuck) is { } work)
            {
                return work;
            }
        }

        return (at.Lifecycle is { } turn ? AwaitedBy(turn, isStuck) : null)
            ?? (at is { Silo: not null, Instance: { } grain } && OutsideSearch.Kept(grain, at.Shape) is { } kept ? WorkAt(at, kept) : null);
    }

    private OutsideWork? AwaitedBy(GrainRequest request, bool isStuck) => OutsideSearch.In(request.Work, isStuck) is { } found ? WorkOf(request, found) : null;

    private OutsideWork? AwaitedByClient(bool isStuck)
    {
        foreach (Task task in _clientWork)
        {
            if (OutsideSearch.In(task, isStuck) is { } found)
            {
                return WorkAt(Client, found);
            }
        }

        return null;
    }

    private static GrainRequest? RequestOf(Activation at, object? code)
    {
        for (int index = 0; index < at.RunningCount; index++)
        {
            if (OutsideSearch.Leads(at.Running(index).Work, code))
            {
                return at.Running(index);
            }
        }

        return null;
    }
}
