namespace SvaOrleans.Model.Tests;

internal static class Pages
{
    public static PageNumber Page(ulong number) => new(number);

    /// <summary>From the first to the last page, both included.</summary>
    public static PageRange Range(ulong first, ulong last) => PageRange.Between(new(first), new(last + 1));

    // An ImmutableArray says that it equals only itself, and xunit believes it.
    public static void AssertRanges(IEnumerable<PageRange> actual, params PageRange[] expected) => Assert.Equal(expected, actual.ToArray());

    public static PageRange Random(Random random, int limit, int maxCount) =>
        new(new((ulong)random.Next(limit)), (ulong)random.Next(maxCount + 1));
}
