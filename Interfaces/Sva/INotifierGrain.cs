using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Sva;

/// <summary>The callbacks of an mmu notifier that a kernel's SVA code has registered.</summary>
public interface INotifierGrain : IKernelObjectGrain
{
    /// <summary>invalidate_range, clear_flush_young or change_pte: every bound device drops the range.</summary>
    [Models("iommu_notifier_invalidate_range")]
    ValueTask<InvalidateResult> Invalidate(InvalidateRequest request);

    /// <summary>The deferred free runs, after the last notifier section that could have seen the subscriber.</summary>
    [Models("io_mm_free after SRCU")]
    ValueTask<Done> Free(IoMmRequest request);
}
