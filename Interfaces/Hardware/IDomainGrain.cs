using Orleans.Concurrency;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>A domain: a set of devices that see the same address spaces, and a private io_pgtable. Key <c>host/dom/name</c>. Rank
/// 3.</summary>
public interface IDomainGrain : IKernelObjectGrain
{
    /// <summary>Boot: what this domain is.</summary>
    ValueTask<Done> Configure(ConfigureDomain request);

    /// <summary>A device joins; its device table entry is written.</summary>
    ValueTask<Done> AddDevice(DomainDeviceRequest request);

    /// <summary>A device leaves; its device table entry is cleared. -EINVAL when it is not here.</summary>
    ValueTask<Done> RemoveDevice(DomainDeviceRequest request);

    /// <summary>The driver's mm_attach: installs the PASID table entry if this is the io_mm's first bond here.</summary>
    [Models("the IOMMU driver's mm_attach")]
    ValueTask<Done> AttachMm(DomainAttachRequest request);

    /// <summary>The driver's mm_detach: clears the entry if this is the io_mm's last bond here, and flushes the caches.</summary>
    [Models("the IOMMU driver's mm_detach")]
    ValueTask<Done> DetachMm(DomainDetachRequest request);

    /// <summary>The driver's mm_invalidate: one batch per IOMMU with all of the domain's devices behind it, all IOMMUs concurrently,
    /// synced.</summary>
    [Models("the IOMMU driver's mm_invalidate")]
    ValueTask<SubmitResult> Invalidate(DomainInvalidateRequest request);

    /// <summary>iommu_map on the private io_pgtable: -EEXIST when a page is mapped already.</summary>
    ValueTask<Done> Map(DomainMapRequest request);

    /// <summary>iommu_unmap on the private io_pgtable; answers the number of pages removed.</summary>
    ValueTask<UnmapResult> Unmap(DomainUnmapRequest request);

    /// <summary>The IOMMU walks the private io_pgtable. One turn.</summary>
    [AlwaysInterleave]
    ValueTask<WalkResult> Walk(WalkRequest request);
}

/// <summary>What a domain is.</summary>
[GenerateSerializer, Immutable]
public sealed record DomainSpec([property: Id(0)] ObjectName Name);

/// <summary>Boot message of a domain.</summary>
[GenerateSerializer, Immutable]
public sealed record ConfigureDomain([property: Id(0)] Stamp Stamp, [property: Id(1)] DomainSpec Spec);

/// <summary>A device joins or leaves a domain.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DomainDeviceRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] Bdf Function,
    [property: Id(3)] ObjectName Iommu,
    [property: Id(4)] bool IsAtsEnabled
);

/// <summary>mm_attach. The io_mm decides whether it is the first bond here, since it alone knows its bonds.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DomainAttachRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] PasidEntry Entry,
    [property: Id(4)] bool IsFirst
);

/// <summary>mm_detach.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DomainDetachRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] bool IsLast
);

/// <summary>mm_invalidate. Invalidates the caches of all devices of the domain, bound or not: all of them use its table.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DomainInvalidateRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PageRange Range
);

/// <summary>iommu_map.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DomainMapRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] PageRange Iova,
    [property: Id(2)] ulong PhysicalPage,
    [property: Id(3)] Protection Protection
);

/// <summary>iommu_unmap.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DomainUnmapRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] PageRange Iova);

/// <summary>An unmap's outcome: the number of pages removed; 0 is no error.</summary>
[GenerateSerializer, Immutable]
public readonly record struct UnmapResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] ulong PagesUnmapped,
    [property: Id(2)] VirtualTime At
);
