using Orleans.Concurrency;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Sva;

namespace SvaOrleans.Interfaces.Generations.Linux2018V2;

/// <summary>iommu_sva_lock of the published 2018 text, with all that it protects on a host: the numbers, the io_mms, the bonds and their
/// lists. Key <c>host/svalock</c>. Rank 2.</summary>
/// <remarks>A plain request is one section of the patches between spin_lock and spin_unlock. A serial stands for a kernel pointer to a bond
/// or an io_mm and is never used again: a request that names a freed one gets the use-after-free verdict.</remarks>
public interface ISvaLockGrain : ISvaStateGrain
{
    /// <summary>bind's first section: looks for an io_mm of the mm that can be taken, and takes a reference; -EEXIST when the device is
    /// bound to it.</summary>
    [Models("iommu_sva_bind_device: look for an io_mm")]
    ValueTask<FoundIoMm> Take(TakeIoMmRequest request);

    /// <summary>io_mm_alloc up to the PASID: the io_mm is in the IDR with a kref of 0.</summary>
    [Models("io_mm_alloc: idr_alloc")]
    ValueTask<AllocatedIoMm> Allocate(AllocateIoMmRequest request);

    /// <summary>The error path of io_mm_alloc: registering the notifier failed, so the PASID and the memory are freed.</summary>
    [Models("io_mm_alloc: idr_remove")]
    ValueTask<Done> Discard(IoMmRequest request);

    /// <summary>io_mm_alloc's end: the kref is 1. A plain store, without the lock.</summary>
    [AlwaysInterleave]
    [Models("io_mm_alloc: kref_init")]
    ValueTask<Done> Publish(IoMmRequest request);

    /// <summary>io_mm_put of a reference that no bond owns; the last one frees the PASID.</summary>
    [Models("io_mm_put")]
    ValueTask<PutResult> Put(PutIoMmRequest request);

    /// <summary>io_mm_attach's section: the driver's mm_attach, and the bond at the head of the three lists.</summary>
    [Models("io_mm_attach")]
    ValueTask<AttachedBond> Attach(AttachBondRequest request);

    /// <summary>unbind's section, up to its sleep or its end: -ESRCH without such a bond.</summary>
    [Models("iommu_sva_unbind_device: io_mm_detach_locked")]
    ValueTask<DetachStep> Detach(DetachBondRequest request);

    /// <summary>unbind_dev_all's section, up to its first sleep or its end.</summary>
    [Models("__iommu_sva_unbind_dev_all: io_mm_detach_locked")]
    ValueTask<DetachStep> DetachAll(DetachAllRequest request);

    /// <summary>What the section does after a sleep in which the lock was dropped.</summary>
    [Models("io_mm_detach_locked after its sleep")]
    ValueTask<DetachStep> GoOn(GoOnRequest request);

    /// <summary>The bond's wait queue: answers once no mm_exit is active, at once when none is.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("1.00:00:00")]
    [Models("wait_event on mm_exit_wq")]
    ValueTask<Done> WaitForExit(BondRequest request);

    /// <summary>The notifier's release: takes a reference, and marks the first bond.</summary>
    [Models("iommu_notifier_release")]
    ValueTask<ExitingBond> BeginRelease(IoMmRequest request);

    /// <summary>The driver's mm_exit has returned: wakes who waits, detaches or leaves that to them, and marks the next bond.</summary>
    [Models("iommu_notifier_release after mm_exit")]
    ValueTask<ExitingBond> FinishExit(BondRequest request);
}
