namespace SvaOrleans.Model.Invalidation;

/// <summary>What an AMD-Vi invalidation, of the IOTLB or of a device TLB, covers (kernel amd/iommu.c build_inv_address): the smallest
/// aligned power of two around the range; everything when start and end differ above address bit 51, for the bits from 52 on are sign
/// extension.</summary>
public static class AmdRounding
{
    /// <summary>Binary logarithm of the largest block below everything, in pages: 2^52 bytes.</summary>
    public const int MaxOrder = 40;

    /// <summary>The pages that one command covers.</summary>
    /// <param name="range">The pages to invalidate; no pages stay no pages.</param>
    public static PageRange Round(PageRange range)
    {
        if (range.IsEmpty)
        {
            return range;
        }

        var order = AlignedBlock.OrderOf(range);
        return order > MaxOrder ? PageRange.All : AlignedBlock.Around(range.First, order);
    }
}
