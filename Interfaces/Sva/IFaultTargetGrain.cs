using Orleans.Concurrency;
using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Sva;

/// <summary>The object that knows the mm in which the faults of a PASID are handled.</summary>
public interface IFaultTargetGrain : IKernelObjectGrain
{
    /// <summary>The mm of a PASID's owner: -ESRCH once it exits or is gone.</summary>
    [AlwaysInterleave]
    [Models("iommu_sva_find")]
    ValueTask<FindMmResult> Find(FindMmRequest request);
}

/// <summary>Asks for the mm in which the faults of a PASID's owner are handled.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FindMmRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PasidLease Lease
);

/// <summary>The mm of a PASID's owner.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FindMmResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] VirtualTime At
);
