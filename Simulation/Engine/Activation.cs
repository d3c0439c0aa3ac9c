using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Admission;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Tallies;
using SvaOrleans.Simulation.Engine.Time;

namespace SvaOrleans.Simulation.Engine;

/// <summary>One living instance of a grain: its waiting and running requests and the queue of its continuations.</summary>
/// <remarks>It is the synchronization context of its own code, so that every await of the grain comes back into its queue.</remarks>
public sealed class Activation : SynchronizationContext
{
    private static readonly SendOrPostCallback ScanCallback = static state => ((Activation)state!).ScanQueued();

    private List<GrainRequest>? _waiting;
    private readonly ContinuationStep _next;
    private readonly WorkQueue _queue = new();
    private Cell[] _running = new Cell[1];
    private List<GrainTimer>? _timers;
    private SortedDictionary<Guid, int>? _sections;
    private bool _scanQueued;
    private bool _isDropped;
    private DeactivationCause _cause;
    private LifecycleTurn? _lifecycle;
    private WaitShape? _shape;

    internal Activation(GrainSlot slot, SimulatedSilo? silo, long number, ClassTally? tally = null)
    {
        Slot = slot;
        Silo = silo;
        Number = number;
        Tally = tally;
        tally?.Came();
        _next = new ContinuationStep(this);
    }

    /// <summary>The grain.</summary>
    public GrainSlot Slot { get; }

    /// <summary>The world.</summary>
    public World World => Slot.World;

    /// <summary>The silo on which it lives; null for the client.</summary>
    public SimulatedSilo? Silo { get; }

    /// <summary>Position in the order in which the run made activations.</summary>
    public long Number { get; }

    /// <summary>The grain's object, once made.</summary>
    public object? Instance { get; private set; }

    /// <summary>What the hosting layer keeps with the activation.</summary>
    public object? HostContext { get; set; }

    /// <summary>Where it is in its life.</summary>
    public ActivationState State { get; private set; } = ActivationState.Activating;

    /// <summary>How many requests run.</summary>
    public int RunningCount { get; private set; }

    /// <summary>How many requests wait for admission.</summary>
    public int WaitingCount => _waiting is null ? 0 : _waiting.Count;

    /// <summary>The request that Orleans 10 remembers as blocking.</summary>
    public GrainRequest? Blocking { get; private set; }

    internal bool IsIdle => State == ActivationState.Valid && RunningCount == 0 && WaitingCount == 0 && !Slot.Class.KeepsAlive;

    /// <summary>Whether nothing runs, waits or is queued here.</summary>
    internal bool HasNothingToDo => State == ActivationState.Valid && RunningCount == 0 && WaitingCount == 0 && _queue.Count == 0;

    internal bool IsDropped => _isDropped;

    /// <summary>Where what happens here is counted; null when nobody counts.</summary>
    internal ClassTally? Tally { get; }

    internal LifecycleTurn? Lifecycle => _lifecycle;

    /// <summary>Which fields of the instance may keep tasks and timers.</summary>
    internal WaitShape Shape => _shape ??= WaitShape.Of((Instance ?? this).GetType());

    /// <summary>Virtual time at which the activation last became idle, in ticks.</summary>
    internal long IdleSince { get; private set; }

    /// <summary>Virtual time before which the activation is not collected, in ticks.</summary>
    internal long KeptUntil { get; private set; }

    /// <summary>A running request.</summary>
    /// <param name="index">From 0 to <see cref="RunningCount"/> - 1.</param>
    /// <returns>The request.</returns>
    public GrainRequest Running(int index) => _running[index].Request;

    /// <summary>A waiting request.</summary>
    /// <param name="index">From 0 (oldest) to <see cref="WaitingCount"/> - 1.</param>
    /// <returns>The request.</returns>
    public GrainRequest Waiting(int index) => _waiting![index];

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Queues a continuation behind those already queued.</summary>
    /// <param name="d">The continuation.</param>
    /// <param name="state">Its argument.</param>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!_isDropped && World.MayPost(this, state))
        {
            Queue(d, state);
        }
    }

    /// <summary>Not supported: a turn never waits for another.</summary>
    /// <param name="d">Unused.</param>
    /// <param name="state">Unused.</param>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A turn cannot block for another turn; await instead.");

    /// <summary>Lets members of a call chain re-enter until as many exits follow.</summary>
    /// <param name="chainId">The chain.</param>
    public void EnterSection(Guid chainId)
    {
        _sections ??= [];
        _sections[chainId] = _sections.GetValueOrDefault(chainId) + 1;
    }

    /// <summary>Ends one section of a call chain.</summary>
    /// <param name="chainId">The chain.</param>
    public void ExitSection(Guid chainId)
    {
        if (_sections is null || !_sections.TryGetValue(chainId, out var count))
        {
            return;
        }

        if (count == 1)
        {
            _sections.Remove(chainId);
        }
        else
        {
            _sections[chainId] = count - 1;
        }
    }

    /// <summary>Asks for deactivation: running requests end, later ones go to the next activation.</summary>
    /// <param name="cause">Why.</param>
    public void Deactivate(DeactivationCause cause)
    {
        if (State is ActivationState.Deactivating or ActivationState.Invalid)
        {
            return;
        }

        World.Touch(Access.Lives);
        State = ActivationState.Deactivating;
        _cause = cause;
        QueueScan();
    }

    /// <summary>Keeps the activation from being collected as idle for some time.</summary>
    /// <param name="time">The time from now; infinite for as long as it lives.</param>
    public void KeepAlive(TimeSpan time) => KeptUntil = time == Timeout.InfiniteTimeSpan ? long.MaxValue : World.Clock.Now + time.Ticks;

    /// <summary>Registers a timer whose ticks are delivered to this activation as requests.</summary>
    /// <param name="callback">The tick's code.</param>
    /// <param name="dueTime">Time until the first tick; infinite for none.</param>
    /// <param name="period">Time from the end of a tick to the next one; infinite for none.</param>
    /// <param name="interleave">True if ticks always interleave.</param>
    /// <param name="keepAlive">True if ticks count as activity.</param>
    /// <returns>The timer.</returns>
    public GrainTimer RegisterTimer(
        Func<CancellationToken, Task> callback,
        TimeSpan dueTime,
        TimeSpan period,
        bool interleave,
        bool keepAlive
    )
    {
        GrainTimer timer = new(this, callback, interleave, keepAlive);
        (_timers ??= []).Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    internal bool MayReenter(Guid chainId) => chainId != Guid.Empty && _sections is not null && _sections.ContainsKey(chainId);

    internal bool Interleaves(GrainRequest request) =>
        Slot.Class.IsReentrant || (Slot.Class.MayInterleave is { } rule && rule(Instance!, request));

    internal void OpenForClient() => State = ActivationState.Valid;

    /// <summary>Opens with an object that somebody else has made and keeps.</summary>
    internal void OpenWith(object instance)
    {
        Instance = instance;
        State = ActivationState.Valid;
    }

    internal void Forget(GrainTimer timer) => _timers?.Remove(timer);

    /// <summary>Makes the instance and runs the activation code; called within the step that delivered the first request.</summary>
    internal void Begin()
    {
        World.EnterTurn(this);
        World.RunsCode();
        var turn = _lifecycle = new LifecycleTurn(this, LifecycleTurn.Activating);
        var context = turn.EnterContext();
        Task activating;
        try
        {
            if (World.Mark is null)
            {
                ExecutionContext.Restore(context);
                Instance = Slot.Class.CreateInstance(this);
            }
            else
            {
                World.LeaveMark(); // the first grain that needs a service makes it for all: a logger's thread is no grain's
                Instance = Slot.Class.CreateInstance(this);
                ExecutionContext.Restore(context);
            }

            activating = Slot.Class.OnActivate(this, CancellationToken.None);
        }
        catch (Exception e)
        {
            activating = Task.FromException(e);
        }

        World.LeaveContext();
        turn.Running = activating;
        if (activating.IsCompletedSuccessfully)
        {
            Opened();
        }
        else if (activating.IsCompleted)
        {
            Failed(activating);
        }
        else
        {
            activating
                .GetAwaiter()
                .UnsafeOnCompleted(() =>
                {
                    World.Touch(Access.Lives);
                    if (activating.IsCompletedSuccessfully)
                    {
                        Opened();
                        QueueScan();
                    }
                    else
                    {
                        Failed(activating);
                    }
                });
        }
    }

    /// <summary>A request reaches this activation.</summary>
    internal void Receive(GrainRequest request)
    {
        Tally?.Received();
        TouchAdmission(request);
        if (
            State == ActivationState.Valid
            && WaitingCount == 0
            && (RunningCount == 0 || request.IsAlwaysInterleave || Slot.Class.IsReentrant)
        )
        {
            Start(request);
            return;
        }

        if (State != ActivationState.Valid)
        {
            World.Touch(Access.Lives);
        }

        request.Stage = CallStage.Waiting;
        (_waiting ??= []).Add(request);
        if (State == ActivationState.Valid)
        {
            Scan();
        }
    }

    /// <summary>Whether a request waits here.</summary>
    internal bool Holds(GrainRequest request) => _waiting?.Contains(request) ?? false;

    /// <summary>Takes a request back that waits: its caller has cancelled it.</summary>
    internal void Withdraw(GrainRequest request)
    {
        World.Touch(Access.Admits);
        _waiting!.Remove(request);
        Tally?.Left();
        request.Stage = CallStage.Done;
    }

    internal void RunNextContinuation()
    {
        if (_isDropped)
        {
            return; // its silo died while this step was ready
        }

        World.Touch(Access.Queues);
        (var callback, var state) = _queue.Take();
        if (_queue.Count > 0)
        {
            World.MakeReady(_next, StepKind.Continuation);
        }

        // What a method has returned unfinished is awaited by the request itself, whose code is the engine's.
        if (
            !ReferenceEquals(callback, ScanCallback)
            && (state is not Action { Target: { } target } || !(World.Options.IsOwnCode?.Invoke(target) ?? false))
        )
        {
            World.Touch(Access.Resumes);
            World.RunsCode();
        }

        callback(state);
    }

    internal void OnFinished(GrainRequest request, Exception? fault)
    {
        var index = request.RunningIndex;
        if (request.Stage != CallStage.Running || index >= RunningCount || !ReferenceEquals(_running[index].Request, request))
        {
            return; // a killed silo or a reset already ended it
        }

        World.RanCodeOf(request.CallNumber);
        TouchAdmission(request);
        var last = RunningCount - 1;
        if (index != last)
        {
            var moved = _running[last].Request;
            _running[index].Request = moved;
            moved.RunningIndex = index;
        }

        RunningCount = last;
        if (Tally is { } tally)
        {
            tally.Left();
            if (!ReferenceEquals(request.Tally?.Owner, tally))
            {
                request.Tally = tally.Of(request);
            }

            request.Tally!.Count(request, fault is not null);
        }

        if (ReferenceEquals(Blocking, request))
        {
            Blocking = null;
        }

        if (fault is not null && request.IsOneWay)
        {
            World.UnseenFault?.Invoke(request, fault);
        }

        if (fault is not null && State == ActivationState.Valid && Slot.Class.IsFatal(fault))
        {
            Deactivate(DeactivationCause.ApplicationError);
        }

        if (request.KeepsAlive)
        {
            IdleSince = World.Clock.Now;
        }

        if (WaitingCount > 0 || State == ActivationState.Deactivating)
        {
            QueueScan();
        }

        World.Respond(request);
    }

    internal void AddRequestsTo(List<GrainRequest> requests)
    {
        requests.AddRange(_waiting ?? []);
        for (var i = 0; i < RunningCount; i++)
        {
            requests.Add(_running[i].Request);
        }
    }

    /// <summary>The silo is gone: nothing of this activation happens any more.</summary>
    internal void Drop()
    {
        _isDropped = true;
        Tally?.Left(WaitingCount + RunningCount);
        State = ActivationState.Invalid;
        DisposeTimers();
        _queue.Clear();
        _waiting?.Clear();
        Array.Clear(_running);
        RunningCount = 0;
        Blocking = null;
    }

    // One that always interleaves blocks nobody; it matters to those who wait only in that they are looked at again.
    private void TouchAdmission(GrainRequest request)
    {
        if (!Slot.Class.IsReentrant)
        {
            World.Touch(
                !request.IsAlwaysInterleave ? Access.Admits
                : WaitingCount > 0 ? Access.Waits
                : Access.None
            );
        }
    }

    private void Start(GrainRequest request)
    {
        if (request.IsAbandoned && !request.IsGivenUp)
        {
            Tally?.Left();
            request.Stage = CallStage.Done; // expired before it could start: dropped, as Orleans drops expired messages
            return;
        }

        request.Stage = CallStage.Running;
        if (!ReferenceEquals(request.Runner, this))
        {
            request.Runner = this;
        }

        var index = RunningCount;
        if (index == _running.Length)
        {
            Array.Resize(ref _running, index * 2);
        }

        ref var cell = ref _running[index];
        if (!ReferenceEquals(cell.Request, request))
        {
            cell.Request = request;
        }

        if (index > 0)
        {
            World.Overlap?.Invoke(this, request);
        }

        request.RunningIndex = index;
        RunningCount = index + 1;
        if (Blocking is null && !request.IsAlwaysInterleave)
        {
            Blocking = request;
        }

        var world = World;
        world.RunsCode();
        ExecutionContext.Restore(request.EnterContext());
        if (world.IncomingFilters is null && Slot.Class.OwnFilter is null)
        {
            request.Invoke(Instance!);
        }
        else
        {
            request.InvokeThroughFilters(world, Instance!);
        }
    }

    private void Scan()
    {
        if (WaitingCount > 0)
        {
            World.Touch(Access.Admits);
        }

        var i = 0;
        while (State == ActivationState.Valid && i < WaitingCount)
        {
            var request = _waiting![i];
            bool admitted;
            try
            {
                admitted = AdmissionRule.Decide(this, request, out _).Admits;
            }
            catch (Exception e)
            {
                _waiting.RemoveAt(i);
                Tally?.Left();
                World.Reject(request, e); // the caller gets what the predicate threw, as on Orleans
                continue;
            }

            if (admitted)
            {
                _waiting.RemoveAt(i);
                Start(request);
            }
            else
            {
                i++;
            }
        }
    }

    private void QueueScan()
    {
        if (_scanQueued)
        {
            return;
        }

        _scanQueued = true;
        if (_queue.Count == 0 && ReferenceEquals(Current, this))
        {
            World.ScanWhenStepEnds(this); // nothing is queued that could come before
        }
        else
        {
            Queue(ScanCallback, this);
        }
    }

    internal void ScanQueued()
    {
        _scanQueued = false;
        if (State == ActivationState.Deactivating)
        {
            Close();
        }
        else
        {
            Scan();
        }
    }

    private void Queue(SendOrPostCallback callback, object? state)
    {
        World.Touch(ReferenceEquals(Current, this) ? Access.Queues : Access.Strays);
        _queue.Add(callback, state);
        if (_queue.Count == 1)
        {
            World.MakeReady(_next, StepKind.Continuation);
        }
    }

    private void Opened()
    {
        _lifecycle = null;
        if (State != ActivationState.Activating)
        {
            return;
        }

        State = ActivationState.Valid;
        IdleSince = World.Clock.Now;
    }

    private void Failed(Task activating)
    {
        var fault = activating.Exception?.InnerException ?? new OperationCanceledException();
        _cause = DeactivationCause.ActivationFailed;
        _lifecycle = null;
        State = ActivationState.Invalid;
        DisposeTimers();
        World.Retire(this);
        Tally?.Left(WaitingCount);
        foreach (var request in _waiting ?? [])
        {
            World.Reject(request, World.Options.Faults.ActivationFailed(Slot, fault));
        }

        _waiting?.Clear();
        World.ActivationFault = fault;
    }

    private void Close()
    {
        if (RunningCount > 0 || _lifecycle is not null)
        {
            return; // the last one to finish queues this again
        }

        World.Touch(Access.Lives);
        World.RunsCode();
        DisposeTimers();
        var turn = _lifecycle = new LifecycleTurn(this, LifecycleTurn.Deactivating);
        ExecutionContext.Restore(turn.EnterContext());
        Task closing;
        try
        {
            closing = Slot.Class.OnDeactivate(this, _cause, CancellationToken.None);
        }
        catch (Exception e)
        {
            closing = Task.FromException(e);
        }

        World.LeaveContext();
        turn.Running = closing;
        if (closing.IsCompleted)
        {
            Closed();
        }
        else
        {
            closing.GetAwaiter().UnsafeOnCompleted(Closed);
        }
    }

    private void Closed()
    {
        if (State != ActivationState.Deactivating)
        {
            return;
        }

        World.Touch(Access.Lives);
        _lifecycle = null;
        State = ActivationState.Invalid;
        World.Retire(this);
        Tally?.Left(WaitingCount);
        foreach (var request in _waiting ?? [])
        {
            World.Readdress(request);
        }

        _waiting?.Clear();
    }

    private void DisposeTimers()
    {
        if (_timers is null)
        {
            return;
        }

        GrainTimer[] timers = [.. _timers];
        _timers = null;
        foreach (var timer in timers)
        {
            timer.Dispose();
        }
    }

    // An array of structs is written without the type check that an array of references needs.
    private struct Cell
    {
        internal GrainRequest Request;
    }
}
