using System.Numerics;

namespace SvaOrleans.Model.Invalidation;

/// <summary>Blocks of 2^n pages at a multiple of their size: the only ranges that a device TLB invalidation can name.</summary>
internal static class AlignedBlock
{
    /// <summary>Binary logarithm of the smallest block that holds a range, which must not be empty.</summary>
    public static int OrderOf(PageRange range) => 64 - BitOperations.LeadingZeroCount(range.First.Value ^ range.Last.Value);

    /// <summary>The block of 2^<paramref name="order"/> pages around a page.</summary>
    public static PageRange Around(PageNumber page, int order) => new(new(page.Value >> order << order), 1ul << order);
}
