using Orleans.Concurrency;
using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>The host's PASID numbers (the IDR of 03/40). Key <c>host/pasids</c>. A leaf: every method is one turn.</summary>
public interface IPasidSpaceGrain : IKernelObjectGrain
{
    /// <summary>Allocates the lowest free PASID in a range: -ENOSPC when there is none.</summary>
    [AlwaysInterleave]
    [Models("idr_alloc")]
    ValueTask<AllocatePasidResult> Allocate(AllocatePasidRequest request);

    /// <summary>Frees a PASID. -EINVAL, and a verdict, when that owner no longer holds it.</summary>
    [AlwaysInterleave]
    [Models("idr_remove")]
    ValueTask<Done> Free(FreePasidRequest request);

    /// <summary>The owner of a PASID: -ESRCH when it is free.</summary>
    [AlwaysInterleave]
    ValueTask<FindPasidResult> Find(FindPasidRequest request);
}

/// <summary>Allocates a PASID in [<paramref name="Min"/>, <paramref name="Max"/>], both inclusive.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Mm">The address space that the PASID will name.</param>
/// <param name="Subject">The object that events of the allocation name.</param>
/// <param name="Min">The lowest PASID allowed.</param>
/// <param name="Max">The highest PASID allowed.</param>
[GenerateSerializer, Immutable]
public readonly record struct AllocatePasidRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] ObjectName Subject,
    [property: Id(3)] Pasid Min,
    [property: Id(4)] Pasid Max
);

/// <summary>The PASID allocated.</summary>
[GenerateSerializer, Immutable]
public readonly record struct AllocatePasidResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PasidLease Lease,
    [property: Id(3)] VirtualTime At
);

/// <summary>Frees a PASID.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FreePasidRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PasidLease Lease
);

/// <summary>Reads the owner of a PASID.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FindPasidRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] Pasid Pasid);

/// <summary>The owner of a PASID.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FindPasidResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] PasidLease Lease,
    [property: Id(3)] VirtualTime At
);
