using Orleans;
using SvaOrleans.Model;
using SvaOrleans.Model.Invalidation;

namespace SvaOrleans.Interfaces;

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

    /// <summary>All of them.</summary>
    All = DeviceInit | MmAlloc | MmFree | MmAttach | MmDetach | MmInvalidate,
}

/// <summary>What an IOMMU is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Whose architecture; decides table shapes and rounding.</param>
/// <param name="PasidWidthBits">PASID width that it supports, in bits; 0 for none.</param>
/// <param name="Ops">What its driver implements.</param>
/// <param name="HasRangeCommands">Arm: whether one TLBI command can cover a range.</param>
/// <param name="IotlbEntries">Capacity of its translation cache.</param>
/// <param name="PageRequestQueueEntries">Capacity of its page request queue.</param>
[GenerateSerializer, Immutable]
public sealed record IommuSpec(
    [property: Id(0)] ObjectName Name,
    [property: Id(1)] IommuKind Kind,
    [property: Id(2)] int PasidWidthBits = 20,
    [property: Id(3)] IommuOps Ops = IommuOps.All,
    [property: Id(4)] bool HasRangeCommands = true,
    [property: Id(5)] int IotlbEntries = 2048,
    [property: Id(6)] int PageRequestQueueEntries = 512);
