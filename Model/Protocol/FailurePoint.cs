namespace SvaOrleans.Model.Protocol;

/// <summary>A place where a kernel function can be made to fail.</summary>
public enum FailurePoint
{
    /// <summary>device_init allocates its parameter: -ENOMEM. At a device.</summary>
    DeviceParameter,

    /// <summary>The IOMMU driver's sva_device_init. At a device.</summary>
    DriverInit,

    /// <summary>The software fault queue's allocation when a device is added: -ENOMEM. At a device.</summary>
    FaultQueue,

    /// <summary>The driver's mm_alloc answers an error. At an mm.</summary>
    MmAlloc,

    /// <summary>The number allocator runs out of memory. At an mm.</summary>
    PasidAllocation,

    /// <summary>mmu_notifier_register. At an mm.</summary>
    NotifierRegister,

    /// <summary>The bond's allocation: -ENOMEM. At an mm.</summary>
    BondAllocation,

    /// <summary>The driver's mm_attach. At an mm.</summary>
    MmAttach,
}
