using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Grains.Hardware;

/// <summary>A global lock of a device driver. A thread that takes it twice deadlocks, as with any kernel mutex.</summary>
[GrainType("lock")]
[KeepAlive]
public sealed class DriverLock(IEventSink events) : KernelObject(events), IDriverLockGrain, IWatchedObject, IWaitQueues
{
    private readonly WaitQueue<VirtualTime> _waiters = new();
    private readonly Queue<ObjectName> _nextOwners = new();
    private ObjectName _owner;

    /// <summary>The owner; empty when the lock is free.</summary>
    public ObjectName Owner => _owner;

    /// <inheritdoc/>
    public override object? StateObject => null;

    /// <inheritdoc/>
    public ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(_owner);
            hash.Add((ulong)_waiters.Count);
            return hash.Value;
        }
    }

    /// <inheritdoc/>
    public override object? CheckpointState => _owner.IsNone ? null : new KeptLock(_owner);

    /// <inheritdoc/>
    public override bool IsBusy => _waiters.Count > 0;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> Acquire(LockRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (_owner.IsNone || !Kernel.IsOn(HardwarePoint.LockWaitsForOwner))
        {
            _owner = request.Owner;
            return new(Errno.None, at);
        }

        var granted = WaitIn(_waiters);
        _nextOwners.Enqueue(request.Owner);
        return new(Errno.None, VirtualTime.Max(at, await granted));
    }

    /// <inheritdoc/>
    public ValueTask<Done> Release(LockRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (_owner != request.Owner)
        {
            return new(new Done(Errno.EINVAL, at));
        }

        _owner = default;
        if (_nextOwners.TryDequeue(out var next))
        {
            _owner = next;
            _waiters.WakeFirst(at);
        }

        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public IEnumerable<Holder> HoldersFor(string method, object? argument) => _owner.IsNone ? [] : [new(_owner, null)];

    /// <inheritdoc/>
    protected override void Adopt(object kept) => _owner = ((KeptLock)kept).Owner;

    private sealed record KeptLock(ObjectName Owner);
}
