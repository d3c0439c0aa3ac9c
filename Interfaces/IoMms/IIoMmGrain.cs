using Orleans.Concurrency;

namespace SvaOrleans.Interfaces;

/// <summary>The IOMMU's view of one mm: its PASID, its bonds, its references. Key <c>host/iomm/mm-name</c>. Rank 2.</summary>
/// <remarks>A plain request is the part of iommu_sva_lock that this io_mm needs. Every request but Attach names the incarnation it means.</remarks>
public interface IIoMmGrain : ISvaStateGrain
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

    /// <summary>The wait queue of a bond: answers once the bond is gone, at once for one that is gone already.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("1.00:00:00")]
    ValueTask<IoMmResult> WhenGone(BondRequest request);
}
