using System.Collections.Immutable;
using System.Numerics;

namespace SvaOrleans.Model.Invalidation;

/// <summary>Arm SMMUv3 TLB invalidation by address (kernel arm-smmu-v3.c, arm-smmu-v3-sva.c).</summary>
/// <remarks>The kernel widens a range by a page when its low five bits are 1, so that no range command has both num and scale 0, which is
/// reserved; here a single page gets a plain command instead, so no page outside the range is covered.</remarks>
public static class ArmTlbi
{
    /// <summary>From this many operations on the whole ASID is invalidated instead: 2^(12 - 3). One command per page filled the queue and
    /// locked CPUs up before that limit existed (bug B5).</summary>
    public const int OperationLimit = 512;

    /// <summary>Largest number of units in one range command.</summary>
    public const int UnitsMax = 32;

    /// <summary>Largest binary logarithm of a unit, in pages: the field has 5 bits.</summary>
    public const int ScaleMax = 31;

    /// <summary>The commands for a range.</summary>
    /// <param name="range">The pages to invalidate; none need no command.</param>
    /// <param name="hasRangeCommands">Whether a command can name 1 to 32 units of 2^scale pages (SMMUv3.2); if not, each names one
    /// page.</param>
    public static TlbiPlan Plan(PageRange range, bool hasRangeCommands)
    {
        if (range.IsEmpty)
        {
            return TlbiPlan.Empty;
        }

        if (range.IsAll)
        {
            return TlbiPlan.Whole;
        }

        return hasRangeCommands ? ByRange(range) : ByPage(range);
    }

    /// <summary>The fields of a range command.</summary>
    /// <param name="pages">Pages that it covers.</param>
    /// <param name="units">Units, 1 to 32.</param>
    /// <param name="scale">Binary logarithm of the unit in pages, 0 to 31.</param>
    /// <returns>False when no range command covers just so many pages. One page is among these: 1 unit of scale 0 is reserved.</returns>
    public static bool TryEncode(ulong pages, out int units, out int scale)
    {
        (units, scale) = (0, 0);
        if (pages < 2)
        {
            return false;
        }

        scale = Math.Min(BitOperations.TrailingZeroCount(pages), ScaleMax);
        if (pages >> scale > UnitsMax)
        {
            scale = 0;
            return false;
        }

        units = (int)(pages >> scale);
        return true;
    }

    private static TlbiPlan ByPage(PageRange range)
    {
        if (range.Count >= OperationLimit)
        {
            return TlbiPlan.Whole;
        }

        var commands = ImmutableArray.CreateBuilder<PageRange>((int)range.Count);
        for (var page = range.First; page < range.End; page = new(page.Value + 1))
        {
            commands.Add(PageRange.One(page));
        }

        return new(commands.MoveToImmutable(), false);
    }

    // The kernel's way: from the lowest set bit of the remaining length, five bits at a time.
    private static TlbiPlan ByRange(PageRange range)
    {
        var commands = ImmutableArray.CreateBuilder<PageRange>();
        var rest = range;
        while (!rest.IsEmpty)
        {
            if (commands.Count == OperationLimit - 1)
            {
                return TlbiPlan.Whole;
            }

            var scale = Math.Min(BitOperations.TrailingZeroCount(rest.Count), ScaleMax);
            var units = (rest.Count >> scale) & (UnitsMax - 1);
            var count = (units == 0 ? UnitsMax : units) << scale;
            commands.Add(rest with { Count = count });
            rest = new(new(rest.First.Value + count), rest.Count - count);
        }

        return new(commands.ToImmutable(), false);
    }
}
