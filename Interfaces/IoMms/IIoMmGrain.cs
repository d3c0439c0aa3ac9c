using Orleans.Concurrency;
using SvaOrleans.Model;

namespace SvaOrleans.Interfaces;

/// <summary>The IOMMU's view of one mm: its PASID, its bonds, its references. Key <c>host/iomm/mm-name</c>. Rank 2.</summary>
/// <remarks>A plain request is the part of iommu_sva_lock that this io_mm needs. Every request but Attach names the incarnation it means.</remarks>
public interface IIoMmGrain : IKernelObjectGrain
{
    /// <summary>bind's inner part: finds or allocates the io_mm and attaches one device, all or nothing.</summary>
    ValueTask<AttachResult> Attach(AttachRequest request);

    /// <summary>unbind's inner part: tears the bond down, or tells the caller to wait for whoever has claimed it.</summary>
    ValueTask<DetachResult> Detach(BondRequest request);

    /// <summary>The notifier's release begins: nothing to do when this incarnation is not alive.</summary>
    ValueTask<BeginReleaseResult> BeginRelease(IoMmRequest request);

    /// <summary>The next bond whose driver must be told of the exit; claims it.</summary>
    ValueTask<NextExitResult> NextExit(IoMmRequest request);

    /// <summary>The driver's mm_exit has returned: tears the bond down.</summary>
    ValueTask<IoMmResult> FinishExit(BondRequest request);

    /// <summary>Drops the reference of a bond that was torn down; wakes whoever waits for it.</summary>
    ValueTask<PutResult> Put(BondRequest request);

    /// <summary>The notifier's release ends: drops the exit's reference.</summary>
    ValueTask<PutResult> EndRelease(IoMmRequest request);

    /// <summary>The notifier's invalidate_range, clear_flush_young or change_pte: every bond's driver is told.</summary>
    ValueTask<InvalidateResult> Invalidate(InvalidateRequest request);

    /// <summary>The deferred free runs, after the last notifier section that could have seen this incarnation.</summary>
    ValueTask<IoMmResult> Reclaim(IoMmRequest request);

    /// <summary>Arms an injected failure.</summary>
    ValueTask<IoMmResult> Inject(InjectRequest request);

    /// <summary>The wait queue of a bond: answers once the bond is gone, at once for one that is gone already.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("1.00:00:00")]
    ValueTask<IoMmResult> WhenGone(BondRequest request);

    /// <summary>The PASID that this io_mm has now; 0 when there is no io_mm.</summary>
    [AlwaysInterleave]
    ValueTask<NumberResult> Number(Stamp stamp);

    /// <summary>Which mm this is, if it can still be taken: -ESRCH once it exits or is gone.</summary>
    [AlwaysInterleave]
    ValueTask<FindIoMmResult> Find(IoMmRequest request);
}
