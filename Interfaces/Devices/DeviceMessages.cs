using SvaOrleans.Model;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces;

/// <summary>Boot message of a device.</summary>
[GenerateSerializer, Immutable]
public sealed record ConfigureDevice([property: Id(0)] Stamp Stamp, [property: Id(1)] DeviceSpec Spec);

/// <summary>Changes a driver's behaviour.</summary>
[GenerateSerializer, Immutable]
public sealed record SetDriverRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] DriverSpec Driver);

/// <summary>device_init.</summary>
/// <param name="Stamp">When.</param>
/// <param name="Features">What the driver asks for.</param>
/// <param name="PasidMax">The highest PASID that the driver wishes; 0 for no wish.</param>
[GenerateSerializer, Immutable]
public readonly record struct DeviceInitRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] SvaFeatures Features,
    [property: Id(2)] Pasid PasidMax
);

/// <summary>device_init's outcome: -ENODEV, -EINVAL, -EBUSY, -ENOMEM, a driver's error, -EEXIST.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DeviceInitResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] Pasid PasidMin,
    [property: Id(2)] Pasid PasidMax,
    [property: Id(3)] VirtualTime At
);

/// <summary>device_shutdown's outcome: -ENODEV without domain or without initialisation.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DeviceShutdownResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int BondsRemoved,
    [property: Id(2)] VirtualTime At
);

/// <summary>bind.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BindRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] SvaFeatures Features,
    [property: Id(3)] long DriverData
);

/// <summary>bind's outcome: -ENODEV, -EINVAL, -EEXIST, -EDOM, -ENOSPC, -ENOMEM, -ERANGE or a driver's error; nothing is left of a failure.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BindResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PasidGeneration Generation,
    [property: Id(3)] BondId Bond,
    [property: Id(4)] VirtualTime At,
    [property: Id(5)] BindRefusal Why = BindRefusal.None
);

/// <summary>unbind.</summary>
/// <param name="Stamp">When.</param>
/// <param name="Pasid">The PASID.</param>
/// <param name="Generation">Which owner of the number the driver means; none for whoever has it.</param>
/// <param name="Bond">Which bond of that owner the driver means. A driver that heard of an exit knows that its bond is gone, and does not
/// unbind the next owner of the number when a file is closed long after.</param>
[GenerateSerializer, Immutable]
public readonly record struct UnbindRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PasidGeneration Generation = default,
    [property: Id(3)] BondId Bond = default
);

/// <summary>unbind's outcome: -ENODEV without group, -EINVAL without domain or initialisation, -ESRCH without such a bond.</summary>
/// <param name="Error">0 or the error.</param>
/// <param name="HasWaited">Whether it waited for somebody else's teardown.</param>
/// <param name="At">When it returned.</param>
[GenerateSerializer, Immutable]
public readonly record struct UnbindResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool HasWaited,
    [property: Id(2)] VirtualTime At
);

/// <summary>unbind_dev_all's outcome; it has no error.</summary>
[GenerateSerializer, Immutable]
public readonly record struct UnbindAllResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int BondsRemoved,
    [property: Id(2)] VirtualTime At
);

/// <summary>Calls the driver's mm_exit.</summary>
[GenerateSerializer, Immutable]
public readonly record struct MmExitRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] long DriverData
);

/// <summary>What the driver's mm_exit answered; an error is only warned of.</summary>
[GenerateSerializer, Immutable]
public readonly record struct MmExitResult([property: Id(0)] Errno Error, [property: Id(1)] VirtualTime At);

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

/// <summary>A fault queue was added to or removed from a device.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FaultQueueResult([property: Id(0)] Errno Error, [property: Id(1)] VirtualTime At);

/// <summary>Moves a function to a domain, or out of it.</summary>
[GenerateSerializer, Immutable]
public readonly record struct AttachDomainRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName Domain);

/// <summary>A move's outcome: -ENODEV without group or IOMMU, -EBUSY when it is in another domain than its boot domain, -EINVAL when it
/// is not in the domain that it should leave.</summary>
[GenerateSerializer, Immutable]
public readonly record struct AttachDomainResult([property: Id(0)] Errno Error, [property: Id(1)] VirtualTime At);

/// <summary>The function accesses pages with one kind of access.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DmaRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PageRange Range,
    [property: Id(3)] Protection Access
);

/// <summary>What a DMA did.</summary>
/// <param name="Error">-ENODEV without table entry for the function, -EIO without entry for the PASID, -EFAULT for a page that could not be had.</param>
/// <param name="PagesDone">Pages accessed before the error.</param>
/// <param name="AtcHits">Pages that the device's own cache knew.</param>
/// <param name="IotlbHits">Pages that the IOMMU's cache knew.</param>
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

/// <summary>A bond came to be at this device.</summary>
[GenerateSerializer, Immutable]
public readonly record struct LinkBondRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName IoMm,
    [property: Id(2)] Incarnation Incarnation,
    [property: Id(3)] BondId Bond,
    [property: Id(4)] Pasid Pasid,
    [property: Id(5)] PasidGeneration Generation
);

/// <summary>A bond is gone from this device.</summary>
[GenerateSerializer, Immutable]
public readonly record struct UnlinkBondRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] BondId Bond
);

/// <summary>The device's list was changed; -EINVAL and a verdict when it disagrees.</summary>
[GenerateSerializer, Immutable]
public readonly record struct LinkResult([property: Id(0)] Errno Error, [property: Id(1)] VirtualTime At);
