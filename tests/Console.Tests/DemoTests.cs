namespace SvaOrleans.Console.Tests;

public class DemoTests
{
    private static readonly Lazy<SvaResult> Demo = new(static () => Sva.Run("demo"));

    [Fact]
    public void It_ends_by_itself_with_success()
    {
        Assert.Equal("", Demo.Value.Error);
        Assert.Equal(0, Demo.Value.ExitCode);
    }

    [Theory]
    [InlineData("bind(dev 00:00.0, mm X) = PASID 1")]
    [InlineData("bind(dev 00:00.0, mm Y) = PASID 2")]
    [InlineData("bind(dev 00:01.0, mm Y) = PASID 2")]
    [InlineData("bind(dev 00:01.1, mm Y) = PASID 2")]
    [InlineData("bind(dev 00:01.1, mm Y) = -EEXIST")]
    [InlineData("│ 00:00.0  A  ├───────▶│ 0  ●──┼─▶ io_pgtable A")]
    [InlineData("│ 00:01.0  B  ├──┐     │ 1  ●──┼─▶ pgd X")]
    [InlineData("│ 00:01.1  B  ├──┤     │ 2  ●──┼──────────────────┬─▶ pgd Y")]
    [InlineData("                        │ 2  ●──┼──────────────────┘")]
    [InlineData("io_mm X (PASID 1)")]
    [InlineData("io_mm Y (PASID 2)")]
    [InlineData("mm_invalidate for the bond with 00:01.1")]
    [InlineData("drops pages 0x200..0x20f: 16 entries, 12 too many")]
    [InlineData("unbind: claimed, waits")]
    [InlineData("returns after 600 s")]
    [InlineData("PASID 2 is free again")]
    [InlineData("a second one answers -ESRCH")]
    [InlineData("Nothing was left behind.")]
    [InlineData("All of it went as the contract says.")]
    public void It_shows(string line) => Assert.Contains(line, Demo.Value.Out, StringComparison.Ordinal);

    [Fact]
    public void The_unbind_returns_after_the_handler_and_before_the_next_driver_is_told()
    {
        var text = Demo.Value.Out;
        string[] order =
        [
            "last user gone: exit",
            "mm_exit of 00:01.1",
            "mm_exit of 00:01.0",
            "unbind: claimed, waits",
            "returns after 600 s",
            "the bond is gone",
            "unbind returns 0",
            "mm_exit of 00:00.0",
            "last reference dropped",
            "PASID 2 is free again",
            "kill returns 0",
        ];

        var places = order.Select(line => text.IndexOf(line, StringComparison.Ordinal)).ToArray();

        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void It_fits_80_columns_and_is_plain_text_where_no_terminal_is()
    {
        Assert.DoesNotContain('\u001b', Demo.Value.Out);
        Assert.All(Demo.Value.Lines, static line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void It_tells_the_same_story_every_time() => Assert.Equal(WithoutWallTime(Demo.Value.Out), WithoutWallTime(Sva.Run("demo").Out));

    private static string WithoutWallTime(string text) => text[..text.IndexOf("All of it went", StringComparison.Ordinal)];
}
