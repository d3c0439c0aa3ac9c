using SvaOrleans.Inputs.Traces;
using SvaOrleans.Inputs.Traces.Decoding;

namespace SvaOrleans.Inputs.Tests.Traces;

/// <summary>
/// One program (data/strace-family/family.c) with many kinds of children, traced by strace 6.1 in forms that hide who is whose child.
/// </summary>
public class TraceFamilyTests
{
    private static TraceStats Stats(string name) =>
        TraceReader.CountAll(Path.Combine(TestData.Folder, "strace-family", name + ".strace.gz"));

    private static string Words(SortedDictionary<string, long> counts) =>
        string.Join(' ', counts.Select(static one => $"{one.Key}:{one.Value}"));

    [Theory]
    [InlineData("merged", 0)]
    [InlineData("termrel", 0)]
    [InlineData("secc", 0)]
    [InlineData("ns", 20)]
    [InlineData("ns-term", 20)]
    [InlineData("ns-term-q", 20)]
    public void Every_form_gives_the_same_family(string name, int assumed)
    {
        var stats = Stats(name);
        var outside = name.StartsWith("ns", StringComparison.Ordinal) ? 1 : 0;

        Assert.Equal((21 + outside, 7 + outside, 3, 10, 0), (stats.Tasks, stats.Forks, stats.Vforks, stats.Threads, stats.WithoutParent));
        Assert.Equal(
            (2 + outside, 9 + (2 * outside), 0, 0),
            (stats.Execs, stats.AddressSpaces, stats.StillRunning, stats.LinesNotUnderstood)
        );
        Assert.Equal(
            $"SIGABRT:4 exit 0:{9 + outside} exit 1:1 exit 10:1 exit 11:1 exit 12:1 exit 13:1 exit 2:1 exit 4:1 exit 5:1",
            Words(stats.Exits)
        );
        Assert.Equal(assumed == 0 ? "" : $"childOfOtherNamespace:{assumed}", Words(stats.Assumed));
    }

    [Fact]
    public void A_process_that_was_waited_for_is_gone_with_all_its_threads()
    {
        // -e signal=none hides how the four threads died; the parent's wait has no status to show.
        var stats = Stats("nosig");

        Assert.Equal((21, 0), (stats.Tasks, stats.StillRunning));
        Assert.Equal(4, stats.Exits["?"]);
    }

    [Fact]
    public void A_clone3_that_shows_only_an_address_is_not_guessed_at()
    {
        var stats = Stats("eraw");

        Assert.Equal(
            (21, 7, 2, 0, 11, 11),
            (stats.Tasks, stats.Forks, stats.Vforks, stats.Threads, stats.WithoutParent, stats.LinesNotUnderstood)
        );
    }
}
