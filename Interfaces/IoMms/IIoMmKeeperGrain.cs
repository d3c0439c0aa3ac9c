using Orleans.Concurrency;

namespace SvaOrleans.Interfaces;

/// <summary>Whoever keeps io_mms: what notifiers, fault workers and the holders of a PASID ask, whichever the kernel's generation.</summary>
public interface IIoMmKeeperGrain : IKernelObjectGrain
{
    /// <summary>The notifier's invalidate_range, clear_flush_young or change_pte: every bond's driver is told.</summary>
    ValueTask<InvalidateResult> Invalidate(InvalidateRequest request);

    /// <summary>The deferred free runs, after the last notifier section that could have seen this incarnation.</summary>
    ValueTask<IoMmResult> Reclaim(IoMmRequest request);

    /// <summary>Arms an injected failure.</summary>
    ValueTask<IoMmResult> Inject(InjectRequest request);

    /// <summary>The PASID that an mm has now; 0 when it has no io_mm.</summary>
    [AlwaysInterleave]
    ValueTask<NumberResult> Number(NumberRequest request);

    /// <summary>Which mm this is, if it can still be taken: -ESRCH once it exits or is gone.</summary>
    [AlwaysInterleave]
    ValueTask<FindIoMmResult> Find(IoMmRequest request);
}
