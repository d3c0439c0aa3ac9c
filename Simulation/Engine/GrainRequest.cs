using System.Runtime.ExceptionServices;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Tallies;

namespace SvaOrleans.Simulation.Engine;

/// <summary>One call of a grain method: the message, its run at the target, and its response.</summary>
/// <remarks>
/// The object is the message on the way there and on the way back, and it is pooled: a call that its caller awaits as a value task allocates nothing.
/// After a time-out the caller's side is finished while the target's side still runs; such an object is left to the garbage collector.
/// </remarks>
public abstract class GrainRequest : Step
{
    private ExecutionContext? _context;
    private RunMark? _contextMark;
    private Task? _filtered;
    private object? _lastWait;

    /// <summary>Makes a request object.</summary>
    /// <param name="method">The method that it calls.</param>
    protected GrainRequest(CallMethod method)
        : base(method) { }

    /// <inheritdoc/>
    public sealed override Activation? At => Kind == StepKind.Response ? Caller : Target.Activation;

    /// <inheritdoc/>
    public sealed override GrainSlot Grain => Kind == StepKind.Response ? Caller!.Slot : Target;

    /// <summary>The method that is called.</summary>
    public new CallMethod Method => base.Method!;

    /// <summary>The grain that is called.</summary>
    public GrainSlot Target { get; private set; } = null!;

    /// <summary>The activation that called; the world's client activation for plain code; null for a timer's tick.</summary>
    public Activation? Caller { get; internal set; }

    /// <summary>The request whose code made this call, or null for client code.</summary>
    public GrainRequest? CallerRequest { get; internal set; }

    /// <summary>The number of the call whose code made this one, also where that call has ended since; 0 for client code. Only right where
    /// <see cref="World.TellsCallers"/>.</summary>
    public long CallerNumber { get; internal set; }

    /// <summary>The activation that runs or ran the request.</summary>
    public Activation? Runner { get; internal set; }

    /// <summary>What the method's attributes say, with the world's overrides applied.</summary>
    public CallTraits Traits { get; internal set; }

    /// <summary>How far the request has come.</summary>
    public CallStage Stage { get; internal set; }

    /// <summary>True once the caller has stopped waiting for the response (time-out or cancellation).</summary>
    public bool IsAbandoned { get; internal set; }

    // The caller cancelled the call: no answer reaches it, but it has yet to be told, and so has the target.
    internal bool IsGivenUp { get; set; }

    /// <summary>Call chain to which the request belongs, or <see cref="Guid.Empty"/>.</summary>
    public Guid ChainId { get; internal set; }

    /// <summary>How many arguments <see cref="GetArgument"/> knows.</summary>
    public virtual int ArgumentCount => 0;

    /// <summary>What carries the arguments; null where there are none.</summary>
    public virtual object? Message => null;

    /// <summary>Position in the order in which the run's calls were sent.</summary>
    public long CallNumber { get; internal set; }

    /// <summary>False if an answer that came now would be kept until its caller asks for it: when it comes before that is seen by nobody.</summary>
    public virtual bool IsAwaited => true;

    /// <summary>Number of the step during which the caller asked for the answer; 0 for none, or if that is not known.</summary>
    public virtual long AwaitedSince => 0;

    internal object? Baggage { get; set; }

    /// <summary>True if the caller sent baggage or a call chain along.</summary>
    internal bool HasBaggage { get; set; }

    internal ExceptionDispatchInfo? Fault { get; set; }

    // Place among the running requests of Runner.
    internal int RunningIndex { get; set; }

    // Place among the calls that share one response time-out.
    internal long Deadline { get; set; }

    internal PendingCalls? Pending { get; set; }

    internal bool IsPending { get; set; }

    internal int PendingIndex { get; set; }

    internal RequestPool? Pool { get; set; }

    // Where the call is counted; null when nobody counts.
    internal CallTally? Tally { get; set; }

    internal TaskCompletionSource? OutgoingFilters { get; set; }

    internal CallCancellation? Cancellation { get; set; }

    /// <summary>True if the request counts as activity of its grain.</summary>
    internal virtual bool KeepsAlive => true;

    internal bool IsOneWay => (Traits & CallTraits.OneWay) != 0;

    internal bool IsAlwaysInterleave => (Traits & CallTraits.AlwaysInterleave) != 0;

    internal bool IsReadOnly => (Traits & CallTraits.ReadOnly) != 0;

    /// <summary>An argument, boxed.</summary>
    /// <param name="index">Its position.</param>
    /// <returns>The argument.</returns>
    public virtual object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    internal abstract object? BoxedResult { get; set; }

    /// <summary>What the request's code is waited for by, while it runs: its task, or a source of value tasks.</summary>
    internal virtual object? Work => _filtered;

    /// <summary>What the request waited for when it was looked at last, if that was much to look at.</summary>
    internal ref object? LastWait => ref _lastWait;

    /// <summary>Cancels the token that the target sees.</summary>
    internal virtual void CancelAtTarget() { }

    /// <summary>Lets a cancellation of the caller's token reach the target.</summary>
    /// <param name="world">The world.</param>
    /// <param name="token">The caller's token.</param>
    /// <exception cref="OperationCanceledException">The token is cancelled already.</exception>
    public void CarryCancellation(World world, CancellationToken token)
    {
        token.ThrowIfCancellationRequested(); // what is one-way cannot be cancelled after it has been sent
        world.Watch(TaskInternals.SourceOf(token));
        if (token.CanBeCanceled && (Method.Traits & CallTraits.OneWay) == 0)
        {
            Cancellation = new CallCancellation();
            Cancellation.Watch(world, this, token);
        }
    }

    /// <summary>Forgets the arguments before the object goes back to its pool.</summary>
    protected virtual void Clear() { }

    /// <summary>Sets the grain to call.</summary>
    internal void Aim(GrainSlot target)
    {
        if (!ReferenceEquals(Target, target))
        {
            Target = target;
            Print = PrintOf(target, Method);
        }
    }

    /// <summary>Replaces the result by a copy before it leaves the grain.</summary>
    internal virtual void CopyResult() { }

    internal sealed override void Run(World world)
    {
        if (Kind == StepKind.Request)
        {
            world.Deliver(this);
        }
        else
        {
            World.DeliverResponse(this);
        }
    }

    /// <summary>Runs the method at the grain and sees to it that <see cref="Finish"/> is called once.</summary>
    internal abstract void Invoke(object grain);

    /// <summary>Runs the method and stores its result, for filters.</summary>
    internal abstract Task InvokeForFilter(object grain);

    /// <summary>Completes the caller's side with the stored result or fault; runs the caller's continuation.</summary>
    internal abstract void CompleteCaller();

    /// <summary>Ends a run that did not end in its first turn; by then it may have strayed from the loop.</summary>
    internal void FinishLater(Exception? fault)
    {
        if (Runner!.World.MayTouch())
        {
            Finish(fault);
        }
    }

    internal void Finish(Exception? fault)
    {
        if (fault is not null && !IsAbandoned)
        {
            Fault = ExceptionDispatchInfo.Capture(fault);
        }

        Runner!.OnFinished(this, fault);
    }

    internal void InvokeThroughFilters(World world, object grain)
    {
        _filtered = Filtered();

        async Task Filtered()
        {
            Exception? fault = null;
            try
            {
                await new FilteredCall(this, grain, world.IncomingFilters ?? [], Target.Class.OwnFilter).Invoke();
            }
            catch (Exception e)
            {
                fault = e;
            }

            FinishLater(fault);
        }
    }

    /// <summary>The execution context in which the method starts: it knows this request and nothing else, unless the caller sent baggage.</summary>
    internal ExecutionContext EnterContext()
    {
        if (!HasBaggage)
        {
            var world = Target.World;
            return world.TellsCallers ? Capture(new Flow(this, CallNumber), null)
                : _context is { } context && ReferenceEquals(_contextMark, world.Mark) ? context
                : _context = Capture(new Flow(this, 0), null);
        }

        return Capture(new Flow(this, CallNumber), Target.World.Options.Baggage);
    }

    internal void Recycle()
    {
        if (Pool is not { } pool || IsAbandoned || IsGivenUp)
        {
            return;
        }

        // Caller, runner and target stay: the next call through this object is likely between the same two.
        Clear();
        Stage = CallStage.Free;
        Fault = null;
        if (HasBaggage)
        {
            HasBaggage = false;
            Baggage = null;
            ChainId = default;
        }

        Cancellation = null;
        OutgoingFilters = null;
        _lastWait = null;
        pool.Return(this);
    }

    // Not from the context of the last step, which may linger: what that one's code had there is none of this request's.
    private ExecutionContext Capture(Flow flow, ICallBaggage? baggage)
    {
        Target.World.LeaveContext();
        _contextMark = Target.World.Mark;
        Flow.Current = flow;
        baggage?.Unpack(Baggage!);
        return ExecutionContext.Capture()!;
    }
}
