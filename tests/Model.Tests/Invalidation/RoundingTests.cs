using SvaOrleans.Model.Invalidation;
using static SvaOrleans.Model.Tests.Pages;

namespace SvaOrleans.Model.Tests.Invalidation;

public class RoundingTests
{
    private static readonly IommuKind[] Kinds = Enum.GetValues<IommuKind>();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20)];

    // The worked examples: first page, last page, rounded start, rounded pages.
    [Theory]
    [InlineData(8, 11, 8, 4)]
    [InlineData(7, 10, 0, 16)]
    [InlineData(7, 7, 7, 1)]
    [InlineData(0x7ff, 0x800, 0, 0x1000)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 2, 0, 4)]
    [InlineData(5, 7, 4, 4)]
    [InlineData(1, 2, 0, 4)]
    public void Examples(ulong first, ulong last, ulong start, ulong count)
    {
        var expected = new PageRange(Page(start), count);
        Assert.Equal(expected, ArmAtcRounding.Round(Range(first, last)));
        Assert.Equal(expected, IntelDeviceTlbRounding.Round(Range(first, last)));
        Assert.Equal(expected, AmdRounding.Round(Range(first, last)));
    }

    [Fact]
    public void The_whole_address_space_stays_whole_and_nothing_stays_nothing()
    {
        foreach (var kind in Kinds)
        {
            Assert.Equal(PageRange.All, InvalidationRules.ForDeviceTlb(kind, PageRange.All));
            Assert.Equal(PageRange.All, InvalidationRules.ForDeviceTlb(kind, Range(1, PageRange.AllCount - 1)));
            Assert.Equal(new(Page(5), 0), InvalidationRules.ForDeviceTlb(kind, new(Page(5), 0)));
        }
    }

    [Theory]
    [InlineData(0, 1, 9, 1)]
    [InlineData(0, 512, 9, 512)]
    [InlineData(1, 512, 9, PageRange.AllCount)]
    [InlineData(0, 513, 9, PageRange.AllCount)]
    [InlineData(0, 513, 10, 1024)]
    [InlineData(3, 1, 0, 1)]
    [InlineData(2, 2, 0, PageRange.AllCount)]
    public void Intel_invalidates_everything_above_the_hardware_mask(ulong first, ulong count, int maxMask, ulong covered) =>
        Assert.Equal(covered, IntelDeviceTlbRounding.Round(new(Page(first), count), maxMask).Count);

    [Fact]
    public void Amd_invalidates_everything_when_bit_52_of_the_address_differs()
    {
        Assert.Equal(new(default, 1ul << 40), AmdRounding.Round(Range(0, (1ul << 40) - 1)));
        Assert.Equal(PageRange.All, AmdRounding.Round(Range((1ul << 40) - 1, 1ul << 40)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Rounding_covers_the_range_is_aligned_and_a_power_of_two_and_no_smaller_block_would_do(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++)
        {
            var first = (ulong)random.NextInt64(1L << random.Next(1, 39));
            var count = (ulong)random.NextInt64(1, 1L << random.Next(1, 39));
            var range = new PageRange(Page(first), count);
            foreach (var kind in Kinds)
            {
                var rounded = InvalidationRules.ForDeviceTlb(kind, range);
                Assert.True(rounded.Contains(range), $"{kind} {range} -> {rounded}");
                Assert.True(ulong.IsPow2(rounded.Count), $"{kind} {range} -> {rounded}");
                Assert.Equal(0ul, rounded.First.Value % rounded.Count);
                if (rounded.Count > 1)
                {
                    // The two halves are the only aligned blocks of the next smaller size that could hold it.
                    var half = rounded.Count / 2;
                    Assert.False(new PageRange(rounded.First, half).Contains(range));
                    Assert.False(new PageRange(Page(rounded.First.Value + half), half).Contains(range));
                }
            }
        }
    }
}
