namespace SvaOrleans.Model.Invalidation;

/// <summary>What the invalidation of a range really covers, by kind of IOMMU. Always a superset of the range (invariant 15).</summary>
public static class InvalidationRules
{
    /// <summary>What one device TLB (ATC) command covers.</summary>
    /// <param name="kind">The IOMMU.</param>
    /// <param name="range">The pages to invalidate; no pages stay no pages.</param>
    public static PageRange ForDeviceTlb(IommuKind kind, PageRange range) =>
        kind switch
        {
            IommuKind.ArmSmmuV3 => ArmAtcRounding.Round(range),
            IommuKind.IntelVtd => IntelDeviceTlbRounding.Round(range),
            IommuKind.AmdVi => AmdRounding.Round(range),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of IOMMU"),
        };

    /// <summary>Which IOTLB commands are sent.</summary>
    /// <param name="kind">The IOMMU.</param>
    /// <param name="range">The pages to invalidate; none need no command.</param>
    /// <param name="hasRangeCommands">Arm only: whether the SMMU has range commands (SMMUv3.2).</param>
    public static TlbiPlan ForIotlb(IommuKind kind, PageRange range, bool hasRangeCommands = false) =>
        kind switch
        {
            IommuKind.ArmSmmuV3 => ArmTlbi.Plan(range, hasRangeCommands),
            IommuKind.IntelVtd => IntelIotlb.Plan(range),
            IommuKind.AmdVi => ForAmd(range),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of IOMMU"),
        };

    private static TlbiPlan ForAmd(PageRange range)
    {
        if (range.IsEmpty)
        {
            return TlbiPlan.Empty;
        }

        var block = AmdRounding.Round(range);
        return block.IsAll ? TlbiPlan.Whole : new([block], false);
    }
}
