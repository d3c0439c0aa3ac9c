using SvaOrleans.Model.Memory;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>Boot message of a device.</summary>
[GenerateSerializer, Immutable]
public sealed record ConfigureDevice([property: Id(0)] Stamp Stamp, [property: Id(1)] DeviceSpec Spec);

/// <summary>Changes a driver's behaviour.</summary>
[GenerateSerializer, Immutable]
public sealed record SetDriverRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] DriverSpec Driver);

/// <summary>Flushes faults; without a PASID, all of the device.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FlushFaultsRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] Pasid? Pasid);

/// <summary>A flush's outcome: -ENODEV for a device without fault queue.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FlushFaultsResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int PartialsDropped,
    [property: Id(2)] VirtualTime At
);

/// <summary>Moves a function to a domain, or out of it.</summary>
[GenerateSerializer, Immutable]
public readonly record struct AttachDomainRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName Domain);

/// <summary>The function accesses pages with one kind of access.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DmaRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PageRange Range,
    [property: Id(3)] Protection Access
);

/// <summary>What a DMA did.</summary>
/// <param name="Error">-ENODEV without table entry for the function, -EIO without entry for the PASID, -EFAULT for a page that could not be
/// faulted in.</param>
/// <param name="PagesDone">Pages accessed before the error.</param>
/// <param name="AtcHits">Pages found in the device TLB.</param>
/// <param name="IotlbHits">Pages found in the IOTLB.</param>
/// <param name="Walks">Page-table walks.</param>
/// <param name="PageRequests">Page requests sent.</param>
/// <param name="At">When the last page was done.</param>
/// <param name="Refetches">Translations filled again, here or in the IOMMU's cache, because an invalidation had dropped them without having
/// been asked to.</param>
[GenerateSerializer, Immutable]
public readonly record struct DmaResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] ulong PagesDone,
    [property: Id(2)] int AtcHits,
    [property: Id(3)] int IotlbHits,
    [property: Id(4)] int Walks,
    [property: Id(5)] int PageRequests,
    [property: Id(6)] VirtualTime At,
    [property: Id(7)] int Refetches = 0
);
