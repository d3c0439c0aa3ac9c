using Orleans.Concurrency;
using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>A global lock of a device driver, as drivers have them around shutdown and inside mm_exit. Key <c>host/lock/name</c>.</summary>
public interface IDriverLockGrain : IKernelObjectGrain
{
    /// <summary>Takes the lock; answers when the caller holds it. First come, first served.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("1.00:00:00")]
    ValueTask<Done> Acquire(LockRequest request);

    /// <summary>Releases the lock: -EINVAL when that owner does not hold it.</summary>
    [AlwaysInterleave]
    ValueTask<Done> Release(LockRequest request);
}

/// <summary>The thread that takes or releases the lock.</summary>
[GenerateSerializer, Immutable]
public readonly record struct LockRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName Owner);
