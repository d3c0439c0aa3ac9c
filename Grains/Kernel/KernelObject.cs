using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Model.Checkpoints;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Grains.Kernel;

/// <summary>The base class of all kernel objects: name, references, clock, events, boot.</summary>
/// <param name="events">The sink of its events.</param>
public abstract class KernelObject(IEventSink events) : Grain, IKernelObject
{
    private readonly List<TaskCompletionSource> _sleepers = [];
    private readonly List<IWaits> _waits = [];
    private KernelReferences? _kernel;

    // On a cluster the host's own grain reads it from another thread.
    private volatile Boot? _boot;
    private HostRestartedException? _over;
    private object? _snapshot;
    private volatile bool _isNamed;
    private TaskCompletionSource? _ended;
    private bool _isInUse;
    private bool _readsOnlyPartial;
    private int _begun;
    private ulong _sequence;
    private VirtualTime _freeAt;

    /// <summary>The object's name.</summary>
    public ObjectName Name { get; private set; }

    /// <summary>The object's state; null before it is created.</summary>
    public abstract object? StateObject { get; }

    /// <inheritdoc/>
    public ulong Requests { get; private set; }

    /// <inheritdoc/>
    public VirtualTime FreeAt => _freeAt;

    /// <inheritdoc/>
    public ulong Sequence => _sequence;

    /// <inheritdoc/>
    public virtual object? CheckpointState => StateObject;

    /// <inheritdoc/>
    public bool IsNamed => _isNamed;

    /// <inheritdoc/>
    public Boot? InBoot => _boot;

    /// <summary>Whether deactivating the object now would lose state.</summary>
    protected virtual bool IsInUse => _isInUse;

    /// <inheritdoc/>
    public virtual bool IsBusy => _sleepers.Count > 0;

    /// <summary>The objects that are active on the silo.</summary>
    protected IHostObjects HostObjects => ServiceProvider.GetRequiredService<IHostObjects>();

    /// <summary>The boot that it belongs to; 0 when it was activated while its host was not up.</summary>
    protected BootEpoch Epoch => _boot?.Epoch ?? default;

    /// <summary>References to the objects of its host.</summary>
    protected KernelReferences Kernel => _kernel!;

    /// <summary>The settings of its host.</summary>
    protected HostSettings Settings => _boot?.Settings ?? HostSettings.Default;

    /// <summary>The time that operations cost.</summary>
    protected Latencies Latencies => Settings.Latencies;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Name = GrainNames.NameOf(this.GetGrainId());
        TakeBoot();
        _isNamed = true;
        return base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // Losing any object ends the host's boot, whatever the cause.
        if (IsInUse && Kernel.IsOn(BootPoint.LostObjectEndsBoot))
        {
            _boot?.End();
        }

        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>Handles the end of the object's boot.</summary>
    /// <param name="stamp">The time, and the boot that is over.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> EndBoot(Stamp stamp)
    {
        if (IsOfLater(stamp))
        {
            return new(Errno.ESRCH, stamp.At);
        }

        FailWaits();
        if (_begun > 0 && Kernel.IsOn(BootPoint.ObjectEndsItsWork))
        {
            _ended ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _ended.Task;
        }

        return new(Errno.None, stamp.At);
    }

    /// <summary>Deactivates the object.</summary>
    /// <param name="stamp">The time, and the boot that is over.</param>
    public ValueTask<Done> Retire(Stamp stamp)
    {
        if (IsOfLater(stamp))
        {
            return new(new Done(Errno.ESRCH, stamp.At));
        }

        DeactivateOnIdle();
        return new(new Done(Errno.None, stamp.At));
    }

    /// <summary>Takes a snapshot of the object's state.</summary>
    public ValueTask<Done> Look(Stamp stamp)
    {
        if (!IsOfNow(stamp))
        {
            throw Refuse(stamp);
        }

        _snapshot = ObjectViews.Of(Name, StateObject);
        return new(new Done(Errno.None, stamp.At));
    }

    /// <inheritdoc/>
    public object? TakeSnapshot()
    {
        var taken = _snapshot;
        _snapshot = null;
        return taken;
    }

    /// <summary>Takes over a state that a checkpoint kept.</summary>
    public ValueTask<Done> Restore(RestoreRequest request)
    {
        CheckBoot(request.Stamp);
        Adopt(StateCodec.Read(request.Kept.State.AsSpan()));
        _freeAt = request.Kept.FreeAt;
        _sequence = request.Kept.Sequence;
        return new(new Done(Errno.None, request.Stamp.At));
    }

    /// <summary>Restores <see cref="CheckpointState"/> from a checkpoint.</summary>
    protected abstract void Adopt(object kept);

    /// <summary>Waits in a queue until another request wakes it.</summary>
    /// <typeparam name="TResult">What the waiter gets.</typeparam>
    /// <exception cref="HostRestartedException">The boot is over, or ends during the wait: no request will end it.</exception>
    protected Task<TResult> WaitIn<TResult>(WaitQueue<TResult> queue)
    {
        CheckWait(queue);
        return queue.Wait();
    }

    /// <summary>Waits in the queue of a key until another request wakes it.</summary>
    /// <typeparam name="TKey">What it waits for.</typeparam>
    /// <typeparam name="TResult">What the waiter gets.</typeparam>
    /// <exception cref="HostRestartedException">The boot is over, or ends during the wait: no request will end it.</exception>
    protected Task<TResult> WaitIn<TKey, TResult>(WaitQueues<TKey, TResult> queues, TKey key)
        where TKey : notnull
    {
        CheckWait(queues);
        return queues.Wait(key);
    }

    /// <summary>Sleeps, but never beyond the end of the boot.</summary>
    /// <param name="clock">The model's clock.</param>
    /// <param name="time">The grain's time.</param>
    /// <param name="duration">The modelled duration.</param>
    /// <exception cref="HostRestartedException">The boot is over.</exception>
    protected async Task Sleep(ModelClock clock, TimeProvider time, VirtualTime duration)
    {
        if (Over is { } over)
        {
            throw over;
        }

        var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sleepers.Add(wake);
        try
        {
            await clock.Sleep(time, duration, wake);
        }
        finally
        {
            _sleepers.Remove(wake);
        }
    }

    /// <summary>Runs work of the kernel that calls other objects of the host. A missing answer is a lost object and ends the boot, as the
    /// call may be half done.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="work">The work.</param>
    /// <exception cref="HostRestartedException">A call got no answer.</exception>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected async ValueTask<TResult> CarryOut<TResult>(ValueTask<TResult> work)
    {
        _begun++;
        try
        {
            return await work;
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException && Kernel.IsOn(BootPoint.LostAnswerEndsBoot))
        {
            _boot?.End();
            throw new HostRestartedException($"{Name} got no answer from an object of its host; boot {Epoch} is over", lost);
        }
        finally
        {
            if (--_begun == 0)
            {
                _ended?.TrySetResult();
            }
        }
    }

    /// <summary>Begins a request that holds the object, after the request before it has ended.</summary>
    /// <param name="stamp">The time of sending.</param>
    /// <param name="cost">The request's own work.</param>
    /// <returns>When its work is done.</returns>
    /// <exception cref="HostRestartedException">It was sent in another boot.</exception>
    protected VirtualTime EnterLocked(Stamp stamp, VirtualTime cost)
    {
        CheckBoot(stamp);
        return VirtualTime.Max(_freeAt, stamp.At) + cost;
    }

    /// <summary>Ends a request that holds the object.</summary>
    /// <returns>The same time.</returns>
    protected VirtualTime Leave(VirtualTime at)
    {
        _freeAt = VirtualTime.Max(_freeAt, at);
        return at;
    }

    /// <summary>Begins a request that does not hold the object.</summary>
    /// <param name="stamp">The time of sending.</param>
    /// <param name="cost">The modelled time of its own work.</param>
    /// <returns>When its work is done.</returns>
    /// <exception cref="HostRestartedException">It was sent in another boot.</exception>
    protected VirtualTime Enter(Stamp stamp, VirtualTime cost)
    {
        CheckBoot(stamp);
        return stamp.At + cost;
    }

    /// <inheritdoc cref="IWatchedObject.TakeReadsOnlyPartial"/>
    public bool TakeReadsOnlyPartial()
    {
        var taken = _readsOnlyPartial;
        _readsOnlyPartial = false;
        return taken;
    }

    /// <summary>Declares that this turn reads only what <see cref="IWatchedObject.PartialHash"/> covers, so the explorer may reorder it
    /// with other changes. Ignored once the boot has ended.</summary>
    protected void ReadsOnlyPartial() => _readsOnlyPartial = _boot is not { IsOver: true };

    /// <summary>A stamp of this boot.</summary>
    protected Stamp StampAt(VirtualTime at) => new(at, Epoch, CausingStep.Current);

    /// <summary>Continues a request after an awaited method that entered the object: the current step is known only inside that method.</summary>
    protected void ContinueFor(Stamp stamp)
    {
        if (events.TakesAll)
        {
            CausingStep.Current = stamp.Step;
        }
    }

    /// <summary>A stamp of this boot, for work of another step than the one whose turn runs it.</summary>
    /// <param name="at">The time of the call.</param>
    /// <param name="step">The step that began the work.</param>
    protected Stamp StampAt(VirtualTime at, int step) => new(at, Epoch, step);

    /// <summary>Reports an event of this object.</summary>
    protected void Emit(
        SvaEventKind kind,
        VirtualTime at,
        ObjectName subject = default,
        Pasid pasid = default,
        PageRange range = default,
        Errno error = default,
        long value = 0,
        string? note = null,
        ObjectName domain = default,
        SvaFeatures features = SvaFeatures.None
    )
    {
        _sequence++;
        if (kind < SvaEventKind.Warning && !events.TakesAll)
        {
            return;
        }

        events.Append(new(at, Name, _sequence, kind, subject, pasid, range, error, value, note, CausingStep.Current, domain, features));
    }

    /// <summary>Reports an event of an object that this one represents.</summary>
    protected void EmitOf(
        ObjectName who,
        SvaEventKind kind,
        VirtualTime at,
        ObjectName subject = default,
        Pasid pasid = default,
        PageRange range = default,
        Errno error = default,
        long value = 0,
        ObjectName domain = default,
        SvaFeatures features = SvaFeatures.None
    )
    {
        _sequence++;
        if (kind < SvaEventKind.Warning && !events.TakesAll)
        {
            return;
        }

        events.Append(new(at, who, _sequence, kind, subject, pasid, range, error, value, null, CausingStep.Current, domain, features));
    }

    /// <summary>Sets the object's boot; only the host's own grain changes it, as it outlives its boots.</summary>
    /// <param name="next">The boot.</param>
    protected void Join(Boot next)
    {
        _boot = next;
        _kernel = new(GrainFactory, next, ServiceProvider.GetRequiredService<PointSet>());
    }

    // An object belongs to the boot in which it was activated. A request of another boot is from a client or a grain that outlived a crash.
    private void CheckBoot(Stamp stamp)
    {
        Requests++;
        if (!IsOfNow(stamp) && !IsInUse && Kernel.IsOn(BootPoint.UnusedObjectTakesBoot))
        {
            TakeBoot();
        }

        if (!IsOfNow(stamp))
        {
            throw Refuse(stamp);
        }

        _isInUse = true;
        ContinueFor(stamp);
    }

    // An activation created by a cancelled call has served no request, so it belongs to no boot yet, whatever its host was in then.
    private void TakeBoot()
    {
        var boot = HostObjects.BootOf(Name.Host);

        // A grain of another generation than the host has booted is an object of no boot.
        _boot = GrainNames.GenerationOf(this.GetGrainId()) is { } generation && generation != boot?.Generation ? null : boot;
        _over = null;
        _kernel = new(GrainFactory, _boot, ServiceProvider.GetRequiredService<PointSet>());
    }

    private void FailWaits()
    {
        _over = new($"{Name} was in boot {Epoch}, which is over");
        _sleepers.ForEach(sleeper => sleeper.TrySetException(_over));
        _waits.ForEach(waits => waits.Fail(_over));
    }

    private void CheckWait(IWaits waits)
    {
        if (Over is { } over)
        {
            throw over;
        }

        if (!_waits.Contains(waits))
        {
            _waits.Add(waits);
        }
    }

    // The exception for all waiters, set when this object learns of the end.
    private HostRestartedException? Over => Kernel.IsOn(BootPoint.WaitLooksForEnd) ? _over : null;

    // A late request of an earlier boot's host to an object of a later boot.
    private bool IsOfLater(Stamp stamp) =>
        _boot is { IsOver: false } && _boot.Epoch != stamp.Epoch && Kernel.IsOn(BootPoint.EndLooksForLaterBoot);

    private bool IsOfNow(Stamp stamp) =>
        (_boot is { IsOver: false } && stamp.Epoch == _boot.Epoch) || !Kernel.IsOn(BootPoint.RequestLooksForBoot);

    private HostRestartedException Refuse(Stamp stamp)
    {
        // An activation created by a refused request deactivates; so does one that missed the end of its boot. Both would block the object
        // of the next boot.
        if (
            (!IsInUse || (_boot is { IsOver: true } && _boot.Epoch.Value < stamp.Epoch.Value && this is not IBootSource))
            && Kernel.IsOn(BootPoint.RefusedActivationDeactivates)
        )
        {
            DeactivateOnIdle();
        }

        return new(
            $"{Name} is in {(_boot is null ? "no boot" : _boot.IsOver ? $"boot {_boot.Epoch}, which is over" : $"boot {_boot.Epoch}")}; the request came from boot {stamp.Epoch}"
        );
    }
}

/// <summary>A kernel object whose state is one object of the model.</summary>
/// <typeparam name="TState">The state.</typeparam>
/// <param name="events">The sink of its events.</param>
/// <param name="initial">The state of an object that was not configured; null for an object that exists only after it was.</param>
public abstract class KernelObject<TState>(IEventSink events, TState? initial = null) : KernelObject(events)
    where TState : class
{
    /// <inheritdoc/>
    public override object? StateObject => StateOrNull;

    /// <summary>The state; null before the object was configured.</summary>
    protected TState? StateOrNull { get; private set; } = initial;

    /// <summary>The state.</summary>
    /// <exception cref="InvalidOperationException">The object was not configured.</exception>
    protected TState State
    {
        get => StateOrNull ?? throw new InvalidOperationException($"{Name} was never booted");
        set => StateOrNull = value;
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept) => State = (TState)kept;
}
