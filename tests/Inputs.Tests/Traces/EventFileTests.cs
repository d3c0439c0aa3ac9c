using System.Text.Json;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces;

namespace SvaOrleans.Inputs.Tests.Traces;

public class EventFileTests
{
    public static TheoryData<string> Names() => new(TestData.TraceNames());

    [Theory]
    [MemberData(nameof(Names))]
    public void An_imported_trace_loads_to_the_same_events_and_counts(string name)
    {
        using var folder = new TemporaryFolder();
        var target = folder.File(name + ".events.gz");
        var written = TraceImport.Run(TestData.Trace(name), target);
        var (expected, stats) = TestData.ReadFile(TestData.Trace(name));
        var (loaded, loadedStats) = TestData.ReadFile(target);

        Assert.Equal(expected, loaded);
        Assert.Equal(stats.ToJson(), loadedStats.ToJson());
        Assert.Equal(stats.ToJson(), written.ToJson());
        Assert.Equal([target], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Importing_twice_gives_the_same_bytes_and_every_line_is_json()
    {
        using var folder = new TemporaryFolder();
        TraceImport.Run(TestData.Trace("vmtorture"), folder.File("a"));
        TraceImport.Run(TestData.Trace("vmtorture"), folder.File("b"));
        TraceImport.Run(folder.File("a"), folder.File("c"));

        var lines = File.ReadAllLines(folder.File("a"));
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.Equal("{\"format\":\"sva-trace/1\"}", lines[0]);
        Assert.Equal(File.ReadAllBytes(folder.File("a")), File.ReadAllBytes(folder.File("b")));
        Assert.Equal(File.ReadAllBytes(folder.File("a")), File.ReadAllBytes(folder.File("c")));
    }

    [Fact]
    public void A_refused_trace_leaves_no_file_and_keeps_the_old_one()
    {
        using var folder = new TemporaryFolder();
        var bad = folder.File("bad", "this is no trace\n");
        var old = folder.File("old", "kept");

        Assert.Throws<InputException>(() => TraceImport.Run(bad, folder.File("new")));
        Assert.Throws<InputException>(() => TraceImport.Run(bad, old));
        Assert.Throws<InputException>(() => TraceImport.Run(TestData.Trace("gcc"), folder.File("none/new")));
        Assert.Equal([bad, old], Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
        Assert.Equal("kept", File.ReadAllText(old));
    }

    [Fact]
    public void Damaged_event_files_are_refused_with_the_line()
    {
        using var folder = new TemporaryFolder();
        TraceImport.Run(TestData.Trace("rust-run"), folder.File("good"));
        var lines = File.ReadAllLines(folder.File("good"));

        Check(lines[..^1], 83, "ends early");
        Check([.. lines, lines[1]], 85, "more after the last line");
        Check([.. lines[..9], lines[9][..20], .. lines[10..]], 10, "no JSON");
        Check(["{\"format\":\"other\"}", .. lines[1..]], 1, "'format'");
        Check([.. lines[..5], .. lines[6..]], 83, "has 81 events, but its last line counts 82");
        Check([.. lines[..5], lines[5].Replace("0x", "x", StringComparison.Ordinal), .. lines[6..]], 6, "'start' is not as it should be");
        Check([.. lines[..5], lines[5].Replace("\"mm\"", "\"m\"", StringComparison.Ordinal), .. lines[6..]], 6, "'mm' is missing");
        Check(
            [.. lines[..5], lines[5].Replace("map", "mop", StringComparison.Ordinal), .. lines[6..]],
            6,
            "'event' is not as it should be"
        );
        Check([.. lines[..5], "{\"end\":5}"], 6, "'end' is not as it should be");
        Check([.. lines[..5], "[]"], 6, "no JSON object");

        void Check(string[] content, long line, string problem)
        {
            File.WriteAllLines(folder.File("bad"), content);
            var error = Assert.Throws<InputException>(() => TraceReader.CountAll(folder.File("bad")));
            Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
            Assert.Equal(line, error.Line);
        }
    }

    [Fact]
    public void Stats_are_json_with_the_promised_names()
    {
        using var json = JsonDocument.Parse(TraceReader.CountAll(TestData.Trace("pipeline")).ToJson());
        var root = json.RootElement;

        Assert.Equal(103, root.GetProperty("tasks").GetInt32());
        Assert.Equal(102, root.GetProperty("forks").GetInt32());
        Assert.Equal(9, root.GetProperty("exits").GetProperty("SIGPIPE").GetInt32());
        Assert.Equal(191, root.GetProperty("calls").GetProperty("execve").GetInt32());
        Assert.Equal(0, root.GetProperty("linesNotUnderstood").GetInt32());
    }
}
