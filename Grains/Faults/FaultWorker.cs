using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Grains.Processes;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Faults;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Memory;

namespace SvaOrleans.Grains.Faults;

/// <summary>A kernel worker: runs exits for mmput_async, and serves an IOMMU's page requests.</summary>
/// <remarks>Work is a request that the worker sends to itself and does not await; it is unordered, as its work queue is.</remarks>
[GrainType("kworker")]
[Reentrant]
[KeepAlive]
public sealed class FaultWorker(IEventSink events) : KernelObject(events), IKworkerGrain, IWatchedObject
{
    private readonly List<FaultGroup> _running = [];
    private readonly SortedSet<ObjectName> _servedDevices = [];
    private readonly List<(Predicate<FaultGroup> Concerns, TaskCompletionSource<VirtualTime> Done)> _flushers = [];
    private readonly List<TaskCompletionSource<VirtualTime>> _idlers = [];
    private Task _lastServe = Task.CompletedTask;
    private int _serving;
    private int _putsQueued;
    private VirtualTime _doneAt;
    private Exception? _failure;

    /// <inheritdoc/>
    public override object? StateObject => null;

    /// <inheritdoc/>
    public ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add((ulong)_running.Count);
            hash.Add((ulong)_servedDevices.Count);
            hash.Add((ulong)_flushers.Count);
            hash.Add((ulong)_serving);
            hash.Add((ulong)_putsQueued);
            hash.Add((ulong)_lastServe.Id);
            hash.Add(_failure is null);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Covers whether the worker has work, and whether a request waits for its end: work that leaves other work behind reads
    /// neither.</remarks>
    public ulong PartialHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(IsIdle);
            hash.Add((ulong)_idlers.Count);
            hash.Add(_failure is null);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    public override object CheckpointState => new KeptKworker([.. _servedDevices], _doneAt);

    /// <inheritdoc/>
    public override bool IsBusy => !IsIdle;

    private bool IsIdle => _running.Count == 0 && _putsQueued == 0 && _serving == 0;

    /// <inheritdoc/>
    public ValueTask<Done> Configure(Stamp stamp)
    {
        return new(new Done(Errno.None, Enter(stamp, default)));
    }

    /// <inheritdoc/>
    public ValueTask<Done> PutUserAsync(PutUserAsyncRequest request)
    {
        var at = Enter(request.Stamp, default);
        _putsQueued++;
        _ = Watch(Kernel.Kworker(Name).RunPutUser(request));
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> RunPutUser(PutUserAsyncRequest request)
    {
        var at = Enter(request.Stamp, Settings.Latencies.Call);
        try
        {
            var exit = await ExitMmap.PutUser(Kernel, StampAt(at), request.Mm);
            _doneAt = VirtualTime.Max(_doneAt, exit.At);
            return new(Errno.None, exit.At);
        }
        finally
        {
            _putsQueued--;
            WakeIdlers();
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> ServePageRequests(ServePageRequestsRequest request) =>
        new(Errno.None, await Serve(request.Iommu, Enter(request.Stamp, default)));

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> Flush(FlushRequest request)
    {
        var at = Enter(request.Stamp, default);
        at = Kernel.IsOn(FaultPoint.FlushTakesHardwareQueue) ? await Serve(request.Iommu, at) : at;
        bool Concerns(FaultGroup group) => group.Device == request.Device && (request.Pasid is not { } pasid || group.Pasid == pasid);
        if (!_running.Exists(Concerns) || !Kernel.IsOn(FaultPoint.FlushWaitsForGroups))
        {
            return new(Errno.None, at);
        }

        var done = NewWait<VirtualTime>();
        _flushers.Add((Concerns, done));
        return new(Errno.None, VirtualTime.Max(at, await done.Task));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> RunGroup(RunGroupRequest request)
    {
        var group = request.Group;
        var at = Enter(request.Stamp, default);
        try
        {
            var code = PageResponseCode.Success;
            foreach (var fault in group.Requests)
            {
                (code, at) = await Resolve(fault, at);
                if (code != PageResponseCode.Success)
                {
                    break;
                }
            }

            var answer = Kernel.Device(group.Device).CompleteGroup(new(StampAt(at), group.Id, group.Pasid, group.Group, code));
            at = (await Kernel.Await(FaultPoint.GroupEndsWithItsAnswer, answer, new(true, at))).At;
            return new(Errno.None, at);
        }
        finally
        {
            _doneAt = VirtualTime.Max(_doneAt, at);
            _running.Remove(group);
            WakeFlushers(at);
            WakeIdlers();
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> WhenIdle(Stamp stamp)
    {
        ReadsOnlyPartial();
        var at = Enter(stamp, default);
        if (!IsIdle && Kernel.IsOn(FaultPoint.IdleWaitsForWork))
        {
            // Not repeated: the work that ran at the time of the request has ended, and later work belongs to other requests.
            var idle = NewWait<VirtualTime>();
            _idlers.Add(idle);
            at = VirtualTime.Max(at, await idle.Task);
            ReadsOnlyPartial();
        }

        return _failure is null ? new(Errno.None, at) : throw new InvalidOperationException($"work of {Name} failed", _failure);
    }

    // One at a time: a caller that has waited for its turn knows that all requests taken before it are queued.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> Serve(ObjectName iommu, VirtualTime at)
    {
        var before = _lastServe;
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _lastServe = served.Task;
        _serving++;
        try
        {
            if (Kernel.IsOn(FaultPoint.ServersTakeTurns))
            {
                await before;
            }

            return await TakeAndQueue(iommu, at);
        }
        finally
        {
            _serving--;
            served.SetResult();
            WakeIdlers();
        }
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> TakeAndQueue(ObjectName iommu, VirtualTime at)
    {
        var taken = await Kernel.Iommu(iommu).TakePageRequests(StampAt(at));
        at = taken.At;
        foreach (var request in taken.Requests)
        {
            _servedDevices.Add(request.Device);

            // A worker takes the requests of all devices; each is handled for the step that made its device send it.
            var queued = await Kernel.Device(request.Device).QueueFault(new(StampAt(at, request.Step), request));
            if (queued.Group is { } group)
            {
                _running.Add(group);
                _ = Watch(Kernel.Kworker(Name).RunGroup(new(StampAt(queued.At, request.Step), group)));
            }
        }

        if (taken.HasOverflowed)
        {
            // Some group's last request was answered by the hardware or lost: its earlier ones must not be mixed into a new group.
            foreach (var device in _servedDevices)
            {
                await Kernel.Device(device).DiscardPartials(StampAt(at));
            }
        }

        return at;
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(PageResponseCode Code, VirtualTime At)> Resolve(PageRequest fault, VirtualTime at)
    {
        var found = await Kernel.PasidSpace(Name.Sibling(ObjectKind.PasidSpace, "")).Find(new(StampAt(at), fault.Pasid));
        at = found.At;
        if (!found.Error.IsSuccess)
        {
            return (PageResponseCode.Invalid, at);
        }

        // An unsolicited request names no owner; for the others the PASID must still have the same owner.
        if (fault.Generation.Value != 0 && found.Generation != fault.Generation)
        {
            Emit(
                SvaEventKind.Verdict,
                at,
                fault.Device,
                fault.Pasid,
                note: Kernel.Generation.FaultComparesLease
                    ? "a fault outlived its PASID's owner"
                    : $"a fault that outlived its PASID's owner is handled in the mm of the next one, {found.IoMm.Name}"
            );
            if (Kernel.Generation.FaultComparesLease)
            {
                return (PageResponseCode.Invalid, at);
            }
        }

        var ioMm = await Kernel.FaultTarget(found.IoMm).Find(new(StampAt(at), found.Incarnation));
        if (!ioMm.Error.IsSuccess)
        {
            return (PageResponseCode.Invalid, ioMm.At);
        }

        var mm = Kernel.Mm(ioMm.Mm);
        var holdsUser = Kernel.IsOn(FaultPoint.FaultTakesUser);
        var taken = holdsUser ? await mm.TryGetUser(StampAt(ioMm.At)) : new(Errno.None, ioMm.At);
        if (!taken.Error.IsSuccess)
        {
            return (PageResponseCode.Invalid, taken.At);
        }

        var handled = await mm.HandleFault(
            new(StampAt(taken.At), fault.Page, fault.Access & (Protection.Read | Protection.Write | Protection.Execute))
        );

        if (holdsUser)
        {
            await PutUser(ioMm.Mm, handled.At);
        }

        return (handled.Error.IsSuccess ? PageResponseCode.Success : PageResponseCode.Invalid, handled.At);
    }

    // Never in this thread: if it drops the last user, the exit flushes the queue that this thread serves.
    private async ValueTask PutUser(ObjectName mm, VirtualTime at)
    {
        if (Kernel.IsOn(FaultPoint.FaultPutsUserElsewhere))
        {
            var handedOver = Kernel.Kworker(Name.Sibling(ObjectKind.Kworker, "mmput")).PutUserAsync(new(StampAt(at), mm));
            await Kernel.Await(FaultPoint.FaultWaitsForHandOver, handedOver, new(Errno.None, at));
        }
        else
        {
            await ExitMmap.PutUser(Kernel, StampAt(at), mm);
        }
    }

    private void WakeFlushers(VirtualTime at)
    {
        for (var index = _flushers.Count - 1; index >= 0; index--)
        {
            if (!_running.Exists(_flushers[index].Concerns) || !Kernel.IsOn(FaultPoint.FlushWaitsForAllGroups))
            {
                _flushers[index].Done.TrySetResult(at);
                _flushers.RemoveAt(index);
            }
        }
    }

    private void WakeIdlers()
    {
        if (IsIdle)
        {
            foreach (var idle in _idlers)
            {
                idle.TrySetResult(_doneAt);
            }

            _idlers.Clear();
        }
    }

    // The caller that queues work does not await it; an error of the model in it is thrown to the next caller that asks whether the worker
    // is idle.
    private async Task Watch(ValueTask<Done> work)
    {
        try
        {
            await CarryOut(work);
            ReadsOnlyPartial();
        }
#pragma warning disable CA1031 // Any exception must be reported to a caller.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure ??= exception;
        }
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept)
    {
        var worker = (KeptKworker)kept;
        _servedDevices.UnionWith(worker.ServedDevices);
        _doneAt = worker.DoneAt;
    }

    /// <inheritdoc/>
    protected override void Abandon(HostRestartedException over)
    {
        _flushers.ForEach(flusher => flusher.Done.TrySetException(over));
        _idlers.ForEach(idler => idler.TrySetException(over));
    }

    private sealed record KeptKworker(ImmutableArray<ObjectName> ServedDevices, VirtualTime DoneAt);
}
