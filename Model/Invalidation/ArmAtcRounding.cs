namespace SvaOrleans.Model.Invalidation;

/// <summary>What an Arm SMMUv3 ATC invalidation covers (kernel arm_smmu_atc_inv_to_cmd): the smallest aligned power of two of 4 KiB pages
/// around the range, found from the highest bit in which its first and last page differ.</summary>
public static class ArmAtcRounding
{
    /// <summary>The pages that one command covers.</summary>
    /// <param name="range">The pages to invalidate. No pages stay no pages; every page is <see cref="PageRange.All"/>, which the command
    /// encodes as size 0.</param>
    public static PageRange Round(PageRange range) => range.IsEmpty ? range : AlignedBlock.Around(range.First, AlignedBlock.OrderOf(range));
}
