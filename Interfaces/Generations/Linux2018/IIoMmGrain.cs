using Orleans.Concurrency;
using SvaOrleans.Interfaces.Sva;

namespace SvaOrleans.Interfaces.Generations.Linux2018;

/// <summary>The IOMMU's view of one mm: its PASID, its bonds, its references. Key <c>host/iomm/mm-name</c>. Rank 2.</summary>
/// <remarks>A plain request holds this io_mm's part of iommu_sva_lock. Every request except Attach names the incarnation.</remarks>
public interface IIoMmGrain : ISvaStateGrain
{
    /// <summary>bind's inner part: finds or allocates the io_mm and attaches one device, all or nothing.</summary>
    ValueTask<AttachResult> Attach(AttachRequest request);

    /// <summary>The inner part of unbind: tears the bond down, or answers that another thread has claimed it and the caller must
    /// wait.</summary>
    ValueTask<DetachResult> Detach(BondRequest request);

    /// <summary>The notifier's release begins: nothing to do when this incarnation is not alive.</summary>
    ValueTask<BeginReleaseResult> BeginRelease(IoMmRequest request);

    /// <summary>The next bond whose mm_exit must be called; claims it.</summary>
    ValueTask<NextExitResult> NextExit(IoMmRequest request);

    /// <summary>The driver's mm_exit has returned: tears the bond down.</summary>
    ValueTask<Done> FinishExit(BondRequest request);

    /// <summary>Drops the reference of a bond that was torn down; wakes its waiters.</summary>
    ValueTask<PutResult> Put(BondRequest request);

    /// <summary>The notifier's release ends: drops the exit's reference.</summary>
    ValueTask<PutResult> EndRelease(IoMmRequest request);

    /// <summary>The wait queue of a bond: answers once the bond is gone, at once for one that is gone already.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("1.00:00:00")]
    ValueTask<Done> WhenGone(BondRequest request);
}
