using SvaOrleans.Inputs.Traces;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Tests.Traces;

public class TraceCountsTests
{
    public static TheoryData<string, int, int, int, int, int, int, string> Agreed() =>
        new()
        {
            { "dotnet", 14, 0, 0, 13, 1, 1, "exit 0:14" },
            { "gcc", 10, 0, 9, 0, 10, 10, "exit 0:10" },
            { "git", 50, 44, 1, 4, 46, 90, "exit 0:49 exit 1:1" },
            { "node", 10, 0, 0, 9, 1, 1, "exit 0:10" },
            { "pipeline", 103, 102, 0, 0, 103, 205, "SIGPIPE:9 exit 0:94" },
            { "python-fork", 20, 10, 3, 6, 4, 14, "SIGABRT:1 SIGSEGV:1 SIGTERM:2 exit 0:13 exit 1:1 exit 2:1 exit 5:1" },
            { "python-threads", 21, 0, 0, 20, 1, 1, "exit 0:21" },
            { "rust-run", 5, 0, 0, 4, 1, 1, "exit 0:5" },
            { "rustc", 20, 1, 2, 16, 5, 6, "exit 0:20" },
            { "sqlite", 1, 0, 0, 0, 1, 1, "exit 0:1" },
            { "vmtorture", 6, 3, 2, 0, 2, 5, "SIGBUS:1 SIGSEGV:1 exit 0:1 exit 3:1 exit 5:1 exit 7:1" },
        };

    public static TheoryData<string> Names() => new(TestData.TraceNames());

    [Theory]
    [MemberData(nameof(Agreed))]
    public void Counts_are_those_agreed(
        string name,
        int tasks,
        int forks,
        int vforks,
        int threads,
        int execs,
        int addressSpaces,
        string exits
    )
    {
        var stats = TraceReader.CountAll(TestData.Trace(name));

        Assert.Equal((tasks, forks, vforks, threads), (stats.Tasks, stats.Forks, stats.Vforks, stats.Threads));
        Assert.Equal((execs, addressSpaces), (stats.Execs, stats.AddressSpaces));
        Assert.Equal(exits, string.Join(' ', stats.Exits.Select(e => $"{e.Key}:{e.Value}")));
        Assert.Equal(
            (0, 0, 0, false, true),
            (stats.LinesNotUnderstood, stats.WithoutParent, stats.StillRunning, stats.LastLineCut, stats.Timed)
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_equal_a_second_count_of_the_raw_lines(string name)
    {
        var lines = TestData.TraceLines(name);
        var second = new IndependentTraceCount(lines);
        var stats = TraceReader.CountAll(TestData.Trace(name));

        Assert.Equal(lines.Length, stats.Lines);
        Assert.Equal(second.Tasks.Count, stats.Tasks);
        Assert.Equal((second.Forks, second.Vforks, second.Threads), (stats.Forks, stats.Vforks, stats.Threads));
        Assert.Equal((second.Execs, second.AddressSpaces), (stats.Execs, stats.AddressSpaces));
        Assert.Equal(new SortedDictionary<string, long>(second.Exits, StringComparer.Ordinal), stats.Exits);
        Assert.Equal(new SortedDictionary<string, long>(second.Calls, StringComparer.Ordinal), stats.Calls);
    }

    [Fact]
    public void All_eleven_traces_are_there()
    {
        Assert.Equal(11, TestData.TraceNames().Count());
        Assert.Equal(66_915, TestData.TraceNames().Sum(name => TraceReader.CountAll(TestData.Trace(name)).Lines));
    }

    [Fact]
    public void Sqlite_remaps_482_times()
    {
        var (events, stats) = TestData.ReadFile(TestData.Trace("sqlite"));

        Assert.Equal(482, stats.Calls["mremap"]);
        Assert.Equal(482, events.OfType<RemapEvent>().Count(e => e.Outcome.Succeeded));
    }

    [Fact]
    public void Progress_ends_at_the_files_size()
    {
        var reports = new List<TraceProgress>();
        TraceReader.CountAll(TestData.Trace("python-fork"), new Reports(reports));

        Assert.Equal(2, reports.Count);
        Assert.Equal((16_384, 18_161), (reports[0].Lines, reports[1].Lines));
        Assert.Equal(new FileInfo(TestData.Trace("python-fork")).Length, reports[1].BytesRead);
        Assert.Equal(reports[1].BytesTotal, reports[1].BytesRead);
    }

    private sealed class Reports(List<TraceProgress> into) : IProgress<TraceProgress>
    {
        public void Report(TraceProgress value) => into.Add(value);
    }
}
