using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Programs;

/// <summary>device_init.</summary>
[GenerateSerializer, Immutable]
public sealed record InitStep(
    int Id,
    [property: Id(0)] ObjectName Device,
    [property: Id(1)] SvaFeatures Features,
    [property: Id(2)] Pasid PasidMax
) : Step(Id);

/// <summary>device_shutdown.</summary>
[GenerateSerializer, Immutable]
public sealed record ShutdownStep(int Id, [property: Id(0)] ObjectName Device) : Step(Id);

/// <summary>bind; stores the PASID in a variable when it succeeds.</summary>
[GenerateSerializer, Immutable]
public sealed record BindStep(
    int Id,
    [property: Id(0)] ObjectName Device,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] SvaFeatures Features,
    [property: Id(3)] long DriverData,
    [property: Id(4)] string? Variable
) : Step(Id);

/// <summary>unbind.</summary>
[GenerateSerializer, Immutable]
public sealed record UnbindStep(int Id, [property: Id(0)] ObjectName Device, [property: Id(1)] PasidOperand Pasid) : Step(Id);

/// <summary>unbind_dev_all.</summary>
[GenerateSerializer, Immutable]
public sealed record UnbindAllStep(int Id, [property: Id(0)] ObjectName Device) : Step(Id);

/// <summary>find: takes the mm of a PASID, and drops it again through a worker.</summary>
[GenerateSerializer, Immutable]
public sealed record FindStep(int Id, [property: Id(0)] ObjectName Pasids, [property: Id(1)] PasidOperand Pasid) : Step(Id);

/// <summary>A device moves to a domain.</summary>
[GenerateSerializer, Immutable]
public sealed record AttachDomainStep(int Id, [property: Id(0)] ObjectName Device, [property: Id(1)] ObjectName Domain) : Step(Id);

/// <summary>A device leaves a domain.</summary>
[GenerateSerializer, Immutable]
public sealed record DetachDomainStep(int Id, [property: Id(0)] ObjectName Device, [property: Id(1)] ObjectName Domain) : Step(Id);

/// <summary>iommu_map on a domain's private io_pgtable.</summary>
[GenerateSerializer, Immutable]
public sealed record IoMapStep(
    int Id,
    [property: Id(0)] ObjectName Domain,
    [property: Id(1)] PageRange Iova,
    [property: Id(2)] ulong PhysicalPage,
    [property: Id(3)] Protection Protection
) : Step(Id);

/// <summary>iommu_unmap on a domain's private io_pgtable.</summary>
[GenerateSerializer, Immutable]
public sealed record IoUnmapStep(int Id, [property: Id(0)] ObjectName Domain, [property: Id(1)] PageRange Iova) : Step(Id);

/// <summary>The device accesses memory.</summary>
[GenerateSerializer, Immutable]
public sealed record DmaStep(
    int Id,
    [property: Id(0)] ObjectName Device,
    [property: Id(1)] PasidOperand Pasid,
    [property: Id(2)] PageRange Range,
    [property: Id(3)] Protection Access
) : Step(Id);

/// <summary>The device sends an unsolicited page request.</summary>
[GenerateSerializer, Immutable]
public sealed record PageRequestStep(
    int Id,
    [property: Id(0)] ObjectName Device,
    [property: Id(1)] PasidOperand Pasid,
    [property: Id(2)] uint Group,
    [property: Id(3)] PageNumber Page,
    [property: Id(4)] Protection Access,
    [property: Id(5)] bool IsLast
) : Step(Id);

/// <summary>iopf_queue_flush_dev.</summary>
[GenerateSerializer, Immutable]
public sealed record FlushFaultsStep(int Id, [property: Id(0)] ObjectName Device, [property: Id(1)] PasidOperand? Pasid) : Step(Id);

/// <summary>iopf_queue_add_device, or remove_device.</summary>
[GenerateSerializer, Immutable]
public sealed record FaultQueueStep(int Id, [property: Id(0)] ObjectName Device, [property: Id(1)] bool IsRemoval) : Step(Id);

/// <summary>Changes the behaviour of a device's driver from now on.</summary>
[GenerateSerializer, Immutable]
public sealed record SetDriverStep(int Id, [property: Id(0)] ObjectName Device, [property: Id(1)] DriverSpec Driver) : Step(Id);

/// <summary>Arms a failure; at a device, or at an mm's io_mm.</summary>
[GenerateSerializer, Immutable]
public sealed record InjectStep(
    int Id,
    [property: Id(0)] ObjectName Target,
    [property: Id(1)] FailurePoint Point,
    [property: Id(2)] int Nth,
    [property: Id(3)] Errno Error
) : Step(Id);

/// <summary>Takes or releases a driver's lock on behalf of the running task.</summary>
[GenerateSerializer, Immutable]
public sealed record LockStep(int Id, [property: Id(0)] ObjectName Lock, [property: Id(1)] bool IsRelease) : Step(Id);
