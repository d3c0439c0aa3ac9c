using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>The hardware of an IOMMU.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The vendor's architecture; decides table shapes and rounding.</param>
/// <param name="PasidWidthBits">PASID width that it supports, in bits; 0 for none.</param>
/// <param name="Ops">The operations that its driver implements.</param>
/// <param name="HasRangeCommands">Arm: whether one TLBI command can cover a range.</param>
/// <param name="IotlbEntries">Capacity of its translation cache.</param>
/// <param name="PageRequestQueueEntries">Capacity of its page request queue.</param>
/// <param name="IsExtended">VT-d: whether it is older than 3.0, in extended context mode, which leaves entry 0 of a PASID table
/// free.</param>
[GenerateSerializer, Immutable]
public sealed record IommuSpec(
    [property: Id(0)] ObjectName Name,
    [property: Id(1)] IommuKind Kind,
    [property: Id(2)] int PasidWidthBits = 20,
    [property: Id(3)] IommuOps Ops = IommuOps.All,
    [property: Id(4)] bool HasRangeCommands = true,
    [property: Id(5)] int IotlbEntries = 2048,
    [property: Id(6)] int PageRequestQueueEntries = 512,
    [property: Id(7)] bool IsExtended = false
);
