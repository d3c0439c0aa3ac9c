using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Hardware;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Faults;

/// <summary>A PCI function whose page requests software handles: its fault queue, drivers/iommu/io-pgfault.c as of 07/40.</summary>
public abstract class IopfDevice(IEventSink events) : PciDevice(events)
{
    private readonly SortedDictionary<ulong, (uint Group, Pasid Pasid)> _pending = [];
    private FaultQueue? _removedQueue;

    /// <inheritdoc/>
    public override object? CheckpointState => StateOrNull is { } state ? new KeptDevice(state, Driver, _removedQueue) : null;

    /// <inheritdoc/>
    public override ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(base.StateHash);
            hash.Add(_removedQueue is null);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<FlushFaultsResult> FlushFaults(FlushFaultsRequest request)
    {
        var at = Enter(request.Stamp, default);
        Pasid? asked = request.Pasid is { } number ? AsSent(number) : null;
        if (State.Faults is null)
        {
            return new(Errno.ENODEV, 0, at);
        }

        // Posted requests reach the hardware queue before the answer to a later invalidation. The flush takes the contents of the hardware
        // queue first, so it misses no request posted before this call. Awaited in order: Task.WhenAll over such sources may complete on a
        // thread outside this grain's scheduler.
        foreach (var posted in Posted.Where(_ => Kernel.IsOn(FaultPoint.FlushWaitsForPosted)))
        {
            await posted;
        }

        ulong[] found = [.. _pending.Where(group => asked is null || asked == group.Value.Pasid).Select(static group => group.Key)];
        var flushed = await Kernel.Kworker(FaultWorker).Flush(new(StampAt(at), Spec.Iommu, Name, asked));
        if (found.Any(_pending.ContainsKey))
        {
            Emit(
                SvaEventKind.Verdict,
                flushed.At,
                pasid: asked ?? default,
                note: "a flush returned before a group that it found was answered"
            );
        }

        // Another shutdown and initialisation may have replaced the queue: requests posted before are in the new one.
        var dropped = asked is { } pasid ? State.Faults?.DropPartials(pasid) : State.Faults?.DropAllPartials();
        Emit(SvaEventKind.FaultFlush, flushed.At, Spec.Iommu, asked ?? Pasid.None, value: dropped ?? 0);
        return new(Errno.None, dropped ?? 0, flushed.At);
    }

    /// <inheritdoc/>
    public ValueTask<Done> AddFaultQueue(Stamp stamp)
    {
        var at = Enter(stamp, Latencies.Call);
        if (Spec.Iommu.IsNone || Spec.PageRequests == 0)
        {
            return new(new Done(Errno.ENODEV, at));
        }

        var error = State.Failures.Pass(FailurePoint.FaultQueue);
        if (!error.IsSuccess)
        {
            return new(new Done(error, at));
        }

        if (State.Faults is not null)
        {
            return new(new Done(Errno.EINVAL, at));
        }

        State.Faults = new(_removedQueue);
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> RemoveFaultQueue(Stamp stamp)
    {
        var at = Enter(stamp, Latencies.Call);
        if (State.Faults is null)
        {
            return new(new Done(Errno.EINVAL, at));
        }

        DropFaultQueue(at);
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<QueueFaultResult> QueueFault(PageRequestMessage request)
    {
        var at = Enter(request.Stamp, default);
        if (State.Faults is not { } queue)
        {
            // No handler would ever answer, so the device gets its answer at once.
            if (request.Request.IsLast && !request.Request.IsStopMarker && Kernel.IsOn(FaultPoint.RequestWithoutQueueIsAnswered))
            {
                Answer(request.Request.Group, request.Request.Pasid, PageResponseCode.Invalid, at);
            }

            return new(new QueueFaultResult(Errno.ENODEV, null, at));
        }

        if (request.Request.IsStopMarker)
        {
            return new(new QueueFaultResult(Errno.None, null, at));
        }

        // If the device had no queue at the bond's teardown, no later flush drops a partial group.
        if (
            !request.Request.IsLast
            && request.Request.Lease.Value != 0
            && State.Find(request.Request.Pasid)?.Lease != request.Request.Lease
        )
        {
            return new(new QueueFaultResult(Errno.None, null, at));
        }

        var group = queue.Add(request.Request);
        if (group is not null)
        {
            queue.Begin(group.Id);
            _pending.Add(group.Id, (group.Group, group.Pasid));
        }

        return new(new QueueFaultResult(Errno.None, group, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> DiscardPartials(Stamp stamp)
    {
        var at = Enter(stamp, default);
        State.Faults?.DropAllPartials();
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<PageResponseResult> CompleteGroup(PageResponseMessage request)
    {
        var at = Enter(request.Stamp, Latencies.PageRequest);
        var isPending = State.Faults is { } queue && queue.Complete(request.GroupId);
        if (!isPending && Kernel.IsOn(FaultPoint.AnswerLooksForGroup))
        {
            // Removing the queue answered every group: a late answer is ignored.
            return new(new PageResponseResult(false, at));
        }

        _pending.Remove(request.GroupId);
        Answer(request.Group, request.Pasid, request.Code, at);
        return new(new PageResponseResult(true, at));
    }

    /// <summary>Adds the device to a fault queue (iopf_queue_add_device).</summary>
    protected void AddQueue() => State.Faults = new FaultQueue(_removedQueue);

    /// <summary>Flushes faults, where there is a fault queue.</summary>
    /// <param name="pasid">The PASID; null for all PASIDs of the device.</param>
    /// <param name="at">The time of the call.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected async ValueTask<VirtualTime> Flush(Pasid? pasid, VirtualTime at) =>
        State.Faults is null ? at : (await FlushFaults(new(StampAt(at), pasid))).At;

    /// <summary>Flushes faults where the patches do, unless an experiment disables the point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="pasid">The PASID; null for all of the device.</param>
    /// <param name="at">The time of the call.</param>
    protected ValueTask<VirtualTime> Flush(ProtocolPoint point, Pasid? pasid, VirtualTime at) =>
        Kernel.IsOn(point) ? Flush(pasid, at) : new(at);

    /// <summary>Removes the fault queue: its requests are answered INVALID.</summary>
    protected void DropFaultQueue(VirtualTime at)
    {
        var queue = State.Faults!;
        queue.DropAllPartials();
        State.Faults = null;
        _removedQueue = queue;

        // Only the requests that software has taken: those still in hardware are answered when they arrive and find no queue.
        foreach (var id in queue.DropPending())
        {
            if (_pending.Remove(id, out var group))
            {
                Answer(group.Group, group.Pasid, PageResponseCode.Invalid, at);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept) => (State, Driver, _removedQueue) = (KeptDevice)kept;

    private sealed record KeptDevice(DeviceState State, DriverSpec Driver, FaultQueue? RemovedQueue);
}
