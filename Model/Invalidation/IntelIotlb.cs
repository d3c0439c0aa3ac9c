using System.Collections.Immutable;
using System.Numerics;

namespace SvaOrleans.Model.Invalidation;

/// <summary>Intel PASID-based IOTLB invalidation (kernel intel/svm.c up to 6.7): chunks of the length rounded up to a power of two, each
/// naturally aligned; never more than two.</summary>
public static class IntelIotlb
{
    /// <summary>The commands for a range.</summary>
    /// <param name="range">The pages to invalidate; none need no command.</param>
    /// <param name="maxAddressMaskBits">The largest address mask of the hardware, in bits of a page number; a larger chunk makes the
    /// command PASID-selective.</param>
    public static TlbiPlan Plan(PageRange range, int maxAddressMaskBits = IntelDeviceTlbRounding.DefaultMaxAddressMaskBits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxAddressMaskBits);
        if (range.IsEmpty)
        {
            return TlbiPlan.Empty;
        }

        var order = BitOperations.Log2(BitOperations.RoundUpToPowerOf2(range.Count));
        if (range.IsAll || order > maxAddressMaskBits)
        {
            return TlbiPlan.Whole;
        }

        var low = AlignedBlock.Around(range.First, order);
        var high = AlignedBlock.Around(range.Last, order);
        return new(low == high ? [low] : ImmutableArray.Create(low, high), false);
    }
}
