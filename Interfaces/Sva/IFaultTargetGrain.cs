using Orleans.Concurrency;
using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Interfaces.Sva;

/// <summary>The object that knows the mm in which the faults of a PASID are handled.</summary>
public interface IFaultTargetGrain : IKernelObjectGrain
{
    /// <summary>The mm of a PASID's owner: -ESRCH once it exits or is gone.</summary>
    [AlwaysInterleave]
    [Models("iommu_sva_find")]
    ValueTask<FindIoMmResult> Find(IoMmRequest request);
}
