using System.Text.Json;
using System.Text.RegularExpressions;

namespace SvaOrleans.Console.Tests;

/// <summary>The shape of <c>run --json</c> that docs/scenario.md promises.</summary>
public partial class JsonOutputTests
{
    private static readonly Lazy<SvaResult> Run = new(static () => Sva.Run("run", "--json", "--events", Sva.Shipped("mail-example.yaml")));

    private static JsonElement[] Objects => [.. Run.Value.Lines.Select(static line => JsonDocument.Parse(line).RootElement)];

    [Fact]
    public void It_begins_with_the_scenario_and_ends_with_the_state()
    {
        Assert.Equal("scenario", Type(Objects[0]));
        Assert.Equal("state", Type(Objects[^1]));
        Assert.All(Objects[1..^1], static json => Assert.True(Type(json) is "result" or "event"));
        Assert.Equal(["type", "name", "file", "engine", "seed"], Properties(Objects[0]));
    }

    [Fact]
    public void Every_step_has_one_result_in_the_order_of_times()
    {
        var results = Objects.Where(static json => Type(json) == "result").ToArray();

        Assert.Equal(Enumerable.Range(1, 22), results.Select(static json => json.GetProperty("step").GetInt32()));
        var times = results.Select(static json => json.GetProperty("at").GetInt64()).ToArray();
        Assert.Equal(times.Order(), times);
        Assert.All(results, static json => Assert.True(json.GetProperty("startedAt").GetInt64() <= json.GetProperty("at").GetInt64()));
        Assert.All(
            results,
            static json => Assert.Equal(json.GetProperty("error").GetString() == "0", json.GetProperty("code").GetInt32() == 0)
        );
        var refused = results.Single(static json => json.GetProperty("step").GetInt32() == 16);
        Assert.Equal("-EIO", refused.GetProperty("error").GetString());
        Assert.Equal(-5, refused.GetProperty("code").GetInt32());
        Assert.Equal("0000:00:01.0", refused.GetProperty("args").GetProperty("device").GetString());
        Assert.Equal(1, refused.GetProperty("pasid").GetInt32());
    }

    [Fact]
    public void A_cause_stands_before_its_effect_where_nothing_takes_time()
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write(
            "zero.yaml",
            """
            format: sva-scenario/1
            settings:
              latencies:
                {call: 0, table_write: 0, iotlb_invalidation: 0, atc_invalidation: 0, sync: 0, ats_translation: 0, page_walk: 0, page_fault: 0}
            hosts: {h0: {iommus: {i0: {kind: arm-smmu-v3}}, devices: {"00:01.0": {domain: D}}}}
            steps:
              - {device_init: {device: "00:01.0"}}
              - {process: X}
              - {bind: {device: "00:01.0", mm: X}, as: p}
              - {unbind: {device: "00:01.0", pasid: $p}}
            """
        );
        var run = Sva.Run("run", "--json", "--events", scenario);
        Assert.True(run.ExitCode == 0, run.Out + run.Error);
        var events = run
            .Lines.Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(static json => Type(json) == "event")
            .ToArray();
        var names = events.Select(static json => json.GetProperty("name").GetString()).ToArray();

        Assert.Single(events.Select(static json => json.GetProperty("at").GetInt64()).Distinct());
        string[] chain =
        [
            "sva_device_init",
            "mm_alloc",
            "pasid_alloc",
            "mm_attach",
            "table_set",
            "mm_detach",
            "table_clear",
            "commands_submit",
            "pasid_free",
            "mm_free",
        ];
        Assert.Equal(chain, names.Where(chain.Contains));
        Assert.Equal([1, 3, 4], events.Select(StepOf).Distinct());
        Assert.Equal(3, StepOf(events.Single(static json => Text(json, "name") is "table_set")));
        Assert.Equal(4, StepOf(events.Single(static json => Text(json, "name") is "table_clear")));

        // Each step's events, then its result.
        var objects = run.Lines.Select(static line => JsonDocument.Parse(line).RootElement);
        var told = objects.Where(static json => Type(json) is "event" or "result").ToArray();
        Assert.Equal(told.Select(StepOf).Order(), told.Select(StepOf));
        Assert.All(told.GroupBy(StepOf), static step => Assert.Equal("result", Type(step.Last())));
    }

    [Fact]
    public void Arguments_of_callbacks_and_what_else_the_text_does_are_told()
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write(
            "all.yaml",
            """
            format: sva-scenario/1
            hosts: {h0: {iommus: {i0: {kind: arm-smmu-v3}}, devices: {"00:01.0": {domain: D}}}}
            steps:
              - {device_init: {device: "00:01.0", features: iopf, max_pasid: 77}}
              - {process: X}
              - {bind: {device: "00:01.0", mm: X}, as: p}
              - {page_request: {device: "00:01.0", pasid: $p, group: 3, page: 7, last: false}}
              - {unbind: {device: "00:01.0", pasid: $p}}
              - {device_shutdown: {device: "00:01.0"}}
            """
        );
        var run = Sva.Run("run", "--json", "--events", scenario);
        Assert.True(run.ExitCode == 0, run.Out + run.Error);
        var told = run
            .Lines.Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(static json => Type(json) == "event")
            .Select(static json =>
                $"{StepOf(json)} {Text(json, "name")} {Text(json, "domain")} {Text(json, "features")}"
                + $"{(json.TryGetProperty("pasidMax", out var max) ? $" {max}" : "")}"
                + $"{(json.TryGetProperty("partialsDropped", out var dropped) ? $" {dropped}" : "")}"
            )
            .ToArray();

        foreach (
            var line in (string[])
                [
                    "1 fault_handler_register - -",
                    "1 sva_device_init - iopf 77",
                    "3 mm_alloc D none",
                    "3 notifier_register - -",
                    "3 mm_attach D -",
                    "5 fault_flush - - 1",
                    "5 mm_detach D -",
                    "5 notifier_unregister - -",
                    "6 fault_handler_unregister - -",
                ]
        )
        {
            Assert.Contains(line, told);
        }

        var text = Sva.Run("run", "--events", scenario).Out;
        Assert.Contains("   #3 mm_alloc domain D mm X features none\n", text, StringComparison.Ordinal);
        Assert.Contains("   #1 sva_device_init iommu i0 00:01.0 features iopf PASIDs to 77\n", text, StringComparison.Ordinal);
        Assert.Contains("   #5 unbind 00:01.0 ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_branch_causes_its_own_events()
    {
        var run = Sva.Run("run", "--json", "--events", "--seed", "5", Sva.Shipped("race-bind-and-kill.yaml"));
        var objects = run.Lines.Select(static line => JsonDocument.Parse(line).RootElement).ToArray();
        var kill = objects.Single(static json => Type(json) == "result" && Text(json, "op") == "kill");

        Assert.All(
            objects.Where(static json => Type(json) == "event" && Text(json, "name") is "exit_mmap" or "io_mm_exit" or "exit_mmap_done"),
            exit => Assert.Equal(StepOf(kill), StepOf(exit))
        );
        Assert.All(
            objects.Where(static json => Type(json) == "event" && Text(json, "name") is "mm_attach"),
            attach => Assert.Equal("bind", Text(objects.Single(json => Type(json) == "result" && StepOf(json) == StepOf(attach)), "op"))
        );
        Assert.Contains(objects, static json => Text(json, "name") is "exit_mmap");
    }

    [Fact]
    public void Driver_callbacks_stand_in_their_order_with_device_mm_and_PASID()
    {
        var callbacks = Objects
            .Where(static json =>
                Type(json) == "event" && json.GetProperty("callback").GetBoolean() && json.GetProperty("step").GetInt32() is 9 or 19
            )
            .Select(static json =>
                $"{json.GetProperty("step")} {json.GetProperty("name").GetString()} {Text(json, "device")} {Text(json, "mm")} {(json.TryGetProperty("pasid", out var pasid) ? pasid.ToString() : "-")}"
                + $"{(json.TryGetProperty("first", out var first) ? $" first={first}" : "")}{(json.TryGetProperty("last", out var last) ? $" last={last}" : "")}"
            );

        Assert.Equal(
            [
                "9 mm_alloc - Y -",
                "9 mm_attach 0000:00:00.0 Y 2 first=True",
                "19 mm_exit 0000:00:01.1 Y 2",
                "19 mm_detach 0000:00:01.1 Y 2 last=False",
                "19 mm_exit 0000:00:01.0 Y 2",
                "19 mm_detach 0000:00:01.0 Y 2 last=True",
                "19 mm_exit 0000:00:00.0 Y 2",
                "19 mm_detach 0000:00:00.0 Y 2 last=True",
                "19 mm_free - Y -",
            ],
            callbacks
        );
    }

    [Fact]
    public void Without_events_there_are_none()
    {
        var plain = Sva.Run("run", "--json", Sva.Shipped("mail-example.yaml"));

        Assert.DoesNotContain(plain.Lines, static line => line.Contains("\"type\":\"event\"", StringComparison.Ordinal));
        Assert.Equal(
            Run.Value.Lines.Where(static line => !line.Contains("\"type\":\"event\"", StringComparison.Ordinal)).Select(WithoutWallTime),
            plain.Lines.Select(WithoutWallTime)
        );
    }

    [Theory]
    [InlineData("mail-example.yaml", "5")]
    [InlineData("race-bind-and-kill.yaml", "5")]
    [InlineData("unbind-all-and-exit.yaml", "77")]
    public void The_same_seed_gives_the_same_output(string file, string seed)
    {
        string[] args = ["run", "--json", "--events", "--seed", seed, Sva.Shipped(file)];

        Assert.Equal(Sva.Run(args).Lines.Select(WithoutWallTime), Sva.Run(args).Lines.Select(WithoutWallTime));
    }

    [Fact]
    public void The_state_has_the_shape_that_is_documented()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "full.yaml",
            """
            format: sva-scenario/1
            hosts:
              h0:
                iommus: {dmar0: {kind: intel-vtd}}
                devices: {"00:01.0": {domain: D}}
            setup:
              - device_init: {device: "00:01.0", features: iopf}
            steps:
              - process: X
              - mmap: {mm: X, pages: 16..31, rights: r}
              - map: {domain: D, pages: 1..4, to: 99}
              - bind: {device: "00:01.0", mm: X, features: iopf, drvdata: 42}
              - dma: {device: "00:01.0", mm: X, pages: 16..19}
              - page_request: {device: "00:01.0", mm: X, group: 3, page: 20}
              - settle:
            """
        );

        var result = Sva.Run("run", "--json", file);
        Assert.True(result.ExitCode == 0, result.Out + result.Error);
        var state = JsonDocument.Parse(result.Lines[^1]).RootElement;

        Assert.Equal(
            [
                "type",
                "scenario",
                "passed",
                "verdict",
                "failures",
                "expectations",
                "refusedUnasked",
                "operations",
                "account",
                "at",
                "counters",
                "modelled",
                "run",
                "measured",
                "hosts",
            ],
            Properties(state)
        );
        Assert.Equal(["steps", "hash"], Properties(state.GetProperty("run")));
        Assert.Equal(["teardownTotalNs", "teardownMaxNs"], Properties(state.GetProperty("modelled")));
        Assert.Equal(["wallMs"], Properties(state.GetProperty("measured")));
        var host = state.GetProperty("hosts")[0];
        Assert.Equal(["name", "iommus", "domains", "devices", "mms", "ioMms", "pasids", "left"], Properties(host));
        var iommu = host.GetProperty("iommus")[0];
        Assert.Equal(
            ["name", "kind", "pasidWidth", "deviceTable", "pasidTables", "iotlb", "pageRequests", "commandsExecuted"],
            Properties(iommu)
        );
        Assert.Equal("intel-vtd", iommu.GetProperty("kind").GetString());
        Assert.Equal("""[{"device":"0000:00:01.0","domain":"D","ats":true}]""", iommu.GetProperty("deviceTable").GetRawText());
        var table = iommu.GetProperty("pasidTables")[0];
        Assert.Equal(["domain", "shape", "sizeBytes", "leaves", "entry0Free", "entries"], Properties(table));
        Assert.Equal("""[{"pasid":1,"mm":"X","generation":1}]""", table.GetProperty("entries").GetRawText());
        Assert.Equal(
            """{"capacity":2048,"count":4,"entries":[{"tag":"D","pasid":1,"firstPage":16,"count":4}]}""",
            iommu.GetProperty("iotlb").GetRawText()
        );
        Assert.Equal(
            """[{"name":"D","devices":["0000:00:01.0"],"entries":[{"pasid":1,"mm":"X","generation":1}],"ioPageTable":[{"firstPage":1,"count":4,"physicalPage":99,"rights":"rw"}]}]""",
            host.GetProperty("domains").GetRawText()
        );
        var device = host.GetProperty("devices")[0];
        Assert.Equal(
            [
                "name",
                "domain",
                "param",
                "closing",
                "bonds",
                "stopped",
                "atc",
                "outstandingTranslations",
                "hasFaultQueue",
                "partialFaults",
                "pendingGroups",
            ],
            Properties(device)
        );
        Assert.Equal("""{"features":"iopf","pasidMin":1,"pasidMax":1048575}""", device.GetProperty("param").GetRawText());
        Assert.Equal("""[{"pasid":1,"mm":"X","generation":1}]""", device.GetProperty("bonds").GetRawText());
        Assert.Equal(1, device.GetProperty("partialFaults").GetInt32());
        Assert.Equal(
            """[{"name":"X","users":1,"count":3,"exited":false,"vmas":[{"firstPage":16,"count":16,"rights":"r","shared":false}],"resident":4,"subscribers":["X#1"]}]""",
            host.GetProperty("mms").GetRawText()
        );
        Assert.Equal(
            """[{"mm":"X","life":"Live","incarnation":1,"pasid":1,"generation":1,"features":"iopf","references":1,"bonds":[{"bond":1,"device":"0000:00:01.0","domain":"D","driverData":42,"life":"Bound"}],"deferredFrees":[]}]""",
            host.GetProperty("ioMms").GetRawText()
        );
        Assert.Equal("""[{"pasid":1,"mm":"X","generation":1}]""", host.GetProperty("pasids").GetRawText());
        Assert.Equal(
            """{"pasids":1,"bonds":1,"tableEntries":1,"cachedTranslations":8,"pendingFaults":1,"deferredFrees":0}""",
            host.GetProperty("left").GetRawText()
        );
    }

    private static string Type(JsonElement json) => json.GetProperty("type").GetString()!;

    private static int StepOf(JsonElement json) => json.TryGetProperty("step", out var step) ? step.GetInt32() : 0;

    private static string Text(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) ? value.GetString()! : "-";

    private static string[] Properties(JsonElement json) => [.. json.EnumerateObject().Select(static property => property.Name)];

    private static string WithoutWallTime(string line) => WallTime().Replace(line, "");

    [GeneratedRegex("\"wallMs\":[0-9.]+")]
    private static partial Regex WallTime();
}
