using System.Numerics;

namespace SvaOrleans.Model.Invalidation;

/// <summary>What an Intel page-selective invalidation covers (kernel intel/iommu.c with the fix of 2022): the length is rounded up to a
/// power of two; if the start is not aligned to that, the block grows to the lowest bit from which start and end agree.</summary>
public static class IntelDeviceTlbRounding
{
    /// <summary>Bits of a page number: a mask this wide means everything.</summary>
    public const int DefaultMaxAddressMaskBits = 52;

    /// <summary>The pages that one command covers.</summary>
    /// <param name="range">The pages to invalidate; no pages stay no pages.</param>
    /// <param name="maxAddressMaskBits">The largest address mask of the hardware, in bits of a page number; above it the command is for the
    /// whole address space.</param>
    public static PageRange Round(PageRange range, int maxAddressMaskBits = DefaultMaxAddressMaskBits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxAddressMaskBits);
        if (range.IsEmpty)
        {
            return range;
        }

        var size = BitOperations.RoundUpToPowerOf2(range.Count);
        var order = BitOperations.Log2(size);
        if ((range.First.Value & (size - 1)) != 0)
        {
            var agreeing = ~(range.First.Value ^ range.Last.Value) & ~(size - 1);
            order = BitOperations.TrailingZeroCount(agreeing);
        }

        return order > Math.Min(maxAddressMaskBits, DefaultMaxAddressMaskBits) ? PageRange.All : AlignedBlock.Around(range.First, order);
    }
}
