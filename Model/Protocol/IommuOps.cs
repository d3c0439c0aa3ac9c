namespace SvaOrleans.Model.Protocol;

/// <summary>The operations that an IOMMU driver may or may not implement (struct iommu_ops of 02/40 to 05/40).</summary>
[Flags]
public enum IommuOps
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>sva_device_init; without it device_init answers -ENODEV.</summary>
    DeviceInit = 1,

    /// <summary>mm_alloc; without it the first bind of an mm answers -ENODEV.</summary>
    MmAlloc = 2,

    /// <summary>mm_free; without it the first bind of an mm answers -ENODEV.</summary>
    MmFree = 4,

    /// <summary>mm_attach; without it bind answers -ENODEV.</summary>
    MmAttach = 8,

    /// <summary>mm_detach; without it bind answers -ENODEV.</summary>
    MmDetach = 16,

    /// <summary>mm_invalidate; without it bind answers -ENODEV.</summary>
    MmInvalidate = 32,

    /// <summary>sva_device_shutdown; without it device_shutdown calls nothing, and a fault queue that device_init made stays.</summary>
    DeviceShutdown = 64,

    /// <summary>All of them.</summary>
    All = DeviceInit | MmAlloc | MmFree | MmAttach | MmDetach | MmInvalidate | DeviceShutdown,
}
