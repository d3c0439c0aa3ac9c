using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Memory;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Faults;
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
    private readonly WaitQueues<FlushScope, VirtualTime> _flushers = new();
    private readonly WaitQueue<VirtualTime> _idlers = new();
    private readonly Turns _serves = new();
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
            hash.Add(_serves.Taken);
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
        var scope = new FlushScope(request.Device, request.Pasid);
        if (!_running.Exists(scope.Includes) || !Kernel.IsOn(FaultPoint.FlushWaitsForGroups))
        {
            return new(Errno.None, at);
        }

        return new(Errno.None, VirtualTime.Max(at, await WaitIn(_flushers, scope)));
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
            at = VirtualTime.Max(at, await WaitIn(_idlers));
            ReadsOnlyPartial();
        }

        return _failure is null ? new(Errno.None, at) : throw new InvalidOperationException($"work of {Name} failed", _failure);
    }

    // One at a time: a caller that has waited for its turn knows that all requests taken before it are queued.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> Serve(ObjectName iommu, VirtualTime at)
    {
        using var turn = _serves.Take();
        _serving++;
        try
        {
            if (Kernel.IsOn(FaultPoint.ServersTakeTurns))
            {
                await turn.Before;
            }

            return await TakeAndQueue(iommu, at);
        }
        finally
        {
            _serving--;
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
        if (fault.Lease.Value != 0 && found.Lease != fault.Lease)
        {
            Emit(
                SvaEventKind.Verdict,
                at,
                fault.Device,
                fault.Pasid,
                note: Kernel.Generation.FaultComparesLease
                    ? "a fault outlived its PASID's owner"
                    : $"a fault that outlived its PASID's owner is handled in the mm of the next one, {found.Mm.Name}"
            );
            if (Kernel.Generation.FaultComparesLease)
            {
                return (PageResponseCode.Invalid, at);
            }
        }

        var target = await Kernel.FaultTarget(found.Mm).Find(new(StampAt(at), fault.Pasid, found.Lease));
        if (!target.Error.IsSuccess)
        {
            return (PageResponseCode.Invalid, target.At);
        }

        var mm = Kernel.Mm(target.Mm);
        var holdsUser = Kernel.IsOn(FaultPoint.FaultTakesUser);
        var taken = holdsUser ? await mm.TryGetUser(StampAt(target.At)) : new(Errno.None, target.At);
        if (!taken.Error.IsSuccess)
        {
            return (PageResponseCode.Invalid, taken.At);
        }

        var handled = await mm.HandleFault(
            new(StampAt(taken.At), fault.Page, fault.Access & (Protection.Read | Protection.Write | Protection.Execute))
        );

        if (holdsUser)
        {
            await PutUser(target.Mm, handled.At);
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
        foreach (var scope in _flushers.Keys.ToArray())
        {
            if (!_running.Exists(scope.Includes) || !Kernel.IsOn(FaultPoint.FlushWaitsForAllGroups))
            {
                _flushers.Wake(scope, at);
            }
        }
    }

    private void WakeIdlers()
    {
        if (IsIdle)
        {
            _idlers.WakeAll(_doneAt);
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

    /// <summary>The groups that a flush waits for: those of a device, or of one PASID of it.</summary>
    private readonly record struct FlushScope(ObjectName Device, Pasid? Pasid) : IComparable<FlushScope>
    {
        public bool Includes(FaultGroup group) => group.Device == Device && (Pasid is not { } pasid || group.Pasid == pasid);

        public int CompareTo(FlushScope other) => (Device, Pasid?.Value).CompareTo((other.Device, other.Pasid?.Value));
    }

    private sealed record KeptKworker(ImmutableArray<ObjectName> ServedDevices, VirtualTime DoneAt);
}
