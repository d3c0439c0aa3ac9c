namespace SvaOrleans.Inputs.Topologies.Machines;

/// <summary>Addresses that must not be used for DMA, or are mapped always.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Last address.</param>
/// <param name="Type">The kernel's word: <c>direct</c>, <c>direct-relaxable</c>, <c>reserved</c> or <c>msi</c>.</param>
public sealed record ReservedRegion(ulong Start, ulong End, string Type);

/// <summary>Functions that only one owner can have together, because they can reach each other past the IOMMU.</summary>
public sealed record IommuGroup
{
    /// <summary>Its number.</summary>
    public required int Id { get; init; }

    /// <summary>The default domain's type (<c>DMA</c>, <c>DMA-FQ</c>, <c>identity</c>); null when the source does not show it.</summary>
    public string? Type { get; init; }

    /// <summary>Reserved regions, in the source's order.</summary>
    public IReadOnlyList<ReservedRegion> Reserved { get; init; } = [];

    /// <summary>Names of members that are no PCI functions.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];
}
