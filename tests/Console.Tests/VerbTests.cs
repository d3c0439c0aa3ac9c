using System.IO.Compression;
using System.Text.Json;

namespace SvaOrleans.Console.Tests;

/// <summary>The other verbs.</summary>
public class VerbTests
{
    private static readonly string Data = Path.Combine(Sva.Root, "tests", "data");

    [Theory]
    [InlineData("demo")]
    [InlineData("run", "--json", "--events", "--seed", "--schema")]
    [InlineData("topology", "import", "show", "generate")]
    [InlineData("topology import", "--grant", "--split", "--out", "--assume-iommu", "--json")]
    [InlineData("topology show", "--grant", "--split", "--json")]
    [InlineData("topology generate", "--iommus", "--devices", "--pasid-width", "--out")]
    [InlineData("trace", "import", "stats")]
    [InlineData("trace import", "--out", "--json")]
    [InlineData("trace stats", "--json")]
    [InlineData("bench")]
    [InlineData("doctor", "--json")]
    public void Every_verb_has_help(string verb, params string[] named)
    {
        var result = Sva.Run([.. verb.Split(' '), "--help"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Out, StringComparison.Ordinal);
        Assert.All(named, name => Assert.Contains(name, result.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void Doctor_tells_the_engine_and_the_packages()
    {
        var report = JsonDocument.Parse(Sva.Run("doctor", "--json").Out).RootElement;
        var findings = report
            .GetProperty("findings")
            .EnumerateArray()
            .ToDictionary(
                static finding => finding.GetProperty("name").GetString()!,
                static finding => finding.GetProperty("value").GetString()!
            );

        Assert.True(report.GetProperty("sound").GetBoolean());
        Assert.StartsWith("Simulated: as --engine or SVA_ENGINE says", findings["engine of ordinary verbs"], StringComparison.Ordinal);
        Assert.StartsWith("10.", findings["Orleans"], StringComparison.Ordinal);
        Assert.Equal("0.49.1", findings["package Spectre.Console"]);
        Assert.StartsWith("10.", findings[".NET SDK"], StringComparison.Ordinal);
        Assert.Contains("Simulated", report.GetProperty("verbs").GetProperty("test").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Sva.Root, report.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Sva.Run("doctor").ExitCode);
    }

    [Fact]
    public void A_topology_goes_from_a_folder_to_a_file_to_the_screen()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "machine.yaml");

        var import = Sva.Run(
            "topology",
            "import",
            Path.Combine(Data, "topologies", "intel-sm-small"),
            "--grant",
            "endpoints ats pasid=20 pri=32",
            "-o",
            file
        );
        var summary = JsonDocument.Parse(Sva.Run("topology", "show", file, "--json").Out).RootElement;
        var show = Sva.Run("topology", "show", file);

        Assert.Equal(0, import.ExitCode);
        Assert.Contains("9 functions, 7 groups, 1 IOMMU; PASID at 5 functions", import.Out, StringComparison.Ordinal);
        Assert.Equal(9, summary.GetProperty("functions").GetInt32());
        Assert.Contains("IOMMU dmar0: intel-vtd", show.Out, StringComparison.Ordinal);
        Assert.Contains("PASID 20+", show.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generated_topology_can_be_a_host()
    {
        using var folder = new TemporaryFolder();
        var generated = Sva.Run(
            "topology",
            "generate",
            "--kind",
            "amd-vi",
            "--iommus",
            "2",
            "--devices",
            "3",
            "-o",
            Path.Combine(folder.Path, "made.yaml")
        );
        Assert.True(generated.ExitCode == 0, generated.Error);
        var addresses = JsonDocument.Parse(Sva.Run("topology", "show", Path.Combine(folder.Path, "made.yaml"), "--json").Out).RootElement;
        Assert.Equal(6, addresses.GetProperty("endpoints").GetInt32());
        var scenario = folder.Write(
            "on-it.yaml",
            """
            format: sva-scenario/1
            hosts: {h0: {topology: made.yaml}}
            steps:
              - device_init: {device: "0000:01:00.0", features: iopf}
                expect: 0
              - device_init: {device: "0001:01:00.0", features: iopf}
                expect: 0
              - process: X
              - bind: {device: "0000:01:00.0", mm: X}
                expect: {pasid: 1}
              - bind: {device: "0001:01:00.0", mm: X}
                expect: {pasid: 1}
            """
        );

        var result = Sva.Run("run", "--json", scenario);

        Assert.True(result.ExitCode == 0, result.Out + result.Error);
    }

    [Fact]
    public void Functions_without_grants_have_no_PASIDs()
    {
        using var folder = new TemporaryFolder();
        var scenario = folder.Write(
            "bare.yaml",
            """
            format: sva-scenario/1
            hosts: {h0: {topology: MACHINE, overrides: {"0000:41:00.0": {pasid_max: 9}}}}
            steps:
              - device_init: {device: "0000:21:00.0"}
                expect: -EINVAL
              - device_init: {device: "0000:41:00.0"}
                expect: {error: 0, figures: {pasidMax: 9}}
            """.Replace("MACHINE", Path.Combine(Data, "topologies", "intel-sm-numa4-pxb"), StringComparison.Ordinal)
        );

        var result = Sva.Run("run", "--json", scenario);

        Assert.True(result.ExitCode == 0, result.Out + result.Error);
    }

    [Fact]
    public void Settings_of_an_imported_iommu_hold_in_a_run()
    {
        using var folder = new TemporaryFolder();
        var machine = Path.Combine(folder.Path, "machine.yaml");
        var import = Sva.Run(
            "topology",
            "import",
            Path.Combine(Data, "topologies", "intel-sm-numa4-pxb"),
            "-o",
            machine,
            "--grant",
            "class=0108 ats pasid=20 pri=64",
            "--iommu",
            "dmar0 pasid_width=8 missing_ops=mm_invalidate"
        );
        Assert.True(import.ExitCode == 0, import.Out + import.Error);
        var scenario = folder.Write(
            "set.yaml",
            """
            format: sva-scenario/1
            hosts:
              h0: {topology: machine.yaml}
              h1: {topology: machine.yaml, iommu_settings: ["all pasid_width=4 ops=all"]}
              h2: {topology: machine.yaml, iommu_settings: ["dmar0 missing_ops=device_shutdown"]}
            steps:
              - {device_init: {device: "0000:21:00.0"}, host: h0, expect: {error: 0, figures: {pasidMax: 255}}}
              - {process: X, host: h0}
              - {bind: {device: "0000:21:00.0", mm: X}, host: h0, expect: -ENODEV}
              - {device_init: {device: "0000:21:00.0"}, host: h1, expect: {error: 0, figures: {pasidMax: 15}}}
              - {process: Y, host: h1}
              - {bind: {device: "0000:21:00.0", mm: Y}, host: h1, expect: {pasid: 1}}
              - {device_init: {device: "0000:21:00.0"}, host: h2, expect: 0}
              - {device_shutdown: {device: "0000:21:00.0"}, host: h2, expect: 0}
              - {expect: {counters: {sva_device_shutdown: 0}}, host: h2}
            """
        );

        var result = Sva.Run("run", "--json", scenario);

        Assert.True(result.ExitCode == 0, result.Out + result.Error);
    }

    [Fact]
    public void PASID_0_is_given_out_behind_an_imported_iommu_that_is_said_to_leave_entry_0_free()
    {
        using var folder = new TemporaryFolder();
        var machine = Path.Combine(folder.Path, "machine.yaml");
        var import = Sva.Run(
            "topology",
            "import",
            Path.Combine(Data, "topologies", "intel-sm-numa4-pxb"),
            "-o",
            machine,
            "--grant",
            "class=0108 ats pasid=20 pri=64",
            "--iommu",
            "dmar0 ecs=true"
        );
        Assert.True(import.ExitCode == 0, import.Out + import.Error);
        Assert.Contains("ecs: true", File.ReadAllText(machine), StringComparison.Ordinal);
        Assert.Contains("; set: ecs=true", Sva.Run("topology", "show", machine).Out, StringComparison.Ordinal);
        var scenario = folder.Write(
            "zero.yaml",
            """
            format: sva-scenario/1
            hosts:
              h0: {topology: machine.yaml, settings: {pasid_min: 0}}
              h1: {topology: machine.yaml, overrides: {"0000:21:00.0": {pasid_min: 0}}}
            steps:
              - {device_init: {device: "0000:21:00.0"}, host: h0, expect: {error: 0, figures: {pasidMin: 0}}}
              - {process: X, host: h0}
              - {bind: {device: "0000:21:00.0", mm: X}, host: h0, expect: {pasid: 0}}
              - {device_init: {device: "0000:21:00.0"}, host: h1, expect: {error: 0, figures: {pasidMin: 0}}}
              - {device_init: {device: "0000:41:00.0"}, host: h1, expect: {error: 0, figures: {pasidMin: 1}}}
              - {process: Y, host: h1}
              - {bind: {device: "0000:21:00.0", mm: Y}, host: h1, expect: {pasid: 0}}
              - {bind: {device: "0000:41:00.0", mm: Y}, host: h1, expect: -ERANGE}
            """
        );
        var run = Sva.Run("run", scenario);
        Assert.True(run.ExitCode == 0, run.Out + run.Error);
    }

    [Fact]
    public void What_a_source_does_not_show_is_told_where_it_is_imported()
    {
        using var folder = new TemporaryFolder();
        var output = Path.Combine(folder.Path, "x.yaml");
        var source = Path.Combine(Data, "cases", "fmt-lspci-access-denied", "lspci-vvv.txt");

        var import = Sva.Run("topology", "import", source, "-o", output);
        var show = Sva.Run("topology", "show", source, "--json");
        var stats = Sva.Run("trace", "stats", Path.Combine(Data, "cases", "fmt-pidns", "ns.strace"));

        Assert.Contains(
            "lspci-vvv.txt: 11 functions: capabilities could not be read; run lspci -vvv as root",
            import.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("\"capabilitiesDenied\": 11", show.Out, StringComparison.Ordinal);
        Assert.Contains("assumed: 6 children found by order", stats.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grants: [\"class=0108 ats pasid=99\"]", ":3:52: ")]
    [InlineData("grants: [\"everything ats\"]", ":3:52: ")]
    [InlineData("splits: [\"dmar7=root-bus\"]", ":3:52: ")]
    [InlineData("iommu_settings: [\"dmar7 pasid_width=9\"]", ":3:60: ")]
    [InlineData("iommu_settings: [\"dmar0 pasid_width=99\"]", ":3:60: ")]
    [InlineData("names: {n: \"0000:99:00.0\"}", ":3:54: the topology has no function 0000:99:00.0")]
    [InlineData("groups: {\"999\": D}", ":3:52: the topology has no group 999")]
    [InlineData("overrides: {\"0000:99:00.0\": {pri: 1}}", ":3:55: the topology has no function")]
    [InlineData(
        "settings: {pasid_min: 0}",
        ":3:65: '0' does not fit here, as entry 0 of a PASID table holds the translation without PASID"
    )]
    [InlineData("iommu_settings: [\"dmar0 ecs=false\"], settings: {pasid_min: 0}", ":3:102: '0' does not fit here, as entry 0 ")]
    [InlineData("overrides: {\"0000:21:00.0\": {pasid_min: 0}}", ":3:83: '0' does not fit here, as entry 0 ")]
    public void What_a_host_says_about_its_topology_is_checked(string text, string told)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Sva.Scenarios, "data", "intel-sm-numa4-pxb.yaml"), Path.Combine(folder.Path, "intel.yaml"));
        var scenario = folder.Write(
            "bad.yaml",
            $"format: sva-scenario/1\nhosts:\n  h0: {{topology: intel.yaml,              {text}}}\nsteps: []\n"
        );

        ScenarioBadInputTests.AssertRefused(Sva.Run("run", scenario), scenario, told, text);
    }

    [Fact]
    public void A_trace_is_counted_the_same_before_and_after_import()
    {
        using var folder = new TemporaryFolder();
        var events = Path.Combine(folder.Path, "gcc.events.gz");
        var source = Path.Combine(Data, "traces", "gcc.strace");

        var import = Sva.Run("trace", "import", source, "-o", events, "--json");
        var before = Sva.Run("trace", "stats", source, "--json");
        var after = Sva.Run("trace", "stats", events, "--json");

        Assert.Equal(0, import.ExitCode);
        Assert.Equal(before.Out, after.Out);
        Assert.Equal(before.Out, import.Out);
        Assert.Contains("address spaces", Sva.Run("trace", "stats", source).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Traces_that_are_none()
    {
        using var folder = new TemporaryFolder();
        var noise = new byte[3000];
        new Random(3).NextBytes(noise);
        var whole = File.ReadAllBytes(Path.Combine(Sva.Scenarios, "data", "git.strace.gz"));
        (string Name, string Told)[] files =
        [
            (folder.Write("empty", ""), ": "),
            (folder.Write("noise", noise), ": "),
            (folder.Write("cut.gz", whole[..(whole.Length / 2)]), "the gzip data are damaged or end early"),
            (folder.Write("prose", "This is a letter.\nIt is about nothing.\n"), ": "),
            (Path.Combine(folder.Path, "missing"), ": there is no such file"),
            (folder.Path, ": this is a folder"),
        ];
        foreach (var (name, told) in files)
        {
            ScenarioBadInputTests.AssertRefused(Sva.Run("trace", "stats", name), name, told, name);
            var target = Path.Combine(folder.Path, "out.events");
            ScenarioBadInputTests.AssertRefused(Sva.Run("trace", "import", name, "-o", target), name, told, name);
            Assert.False(File.Exists(target));
        }
    }

    [Fact]
    public void Topologies_that_are_none()
    {
        using var folder = new TemporaryFolder();
        var noise = new byte[3000];
        new Random(4).NextBytes(noise);
        var whole = File.ReadAllText(Path.Combine(Sva.Scenarios, "data", "intel-sm-numa4-pxb.yaml"));
        string[] files =
        [
            folder.Write("empty", ""),
            folder.Write("noise", noise),
            folder.Write("cut.yaml", whole[..(whole.Length / 2)]),
            folder.Write("other.yaml", whole.Replace("sva-topology/1", "sva-topology/9", StringComparison.Ordinal)),
            folder.Write("prose", "This is a letter.\n"),
            Path.Combine(folder.Path, "missing"),
            Directory.CreateDirectory(Path.Combine(folder.Path, "nothing-in-it")).FullName,
        ];
        foreach (var name in files)
        {
            ScenarioBadInputTests.AssertRefused(Sva.Run("topology", "show", name), name, ":", name);
        }

        var target = Path.Combine(folder.Path, "made.yaml");
        Assert.Equal(2, Sva.Run("topology", "generate", "--iommus", "0", "-o", target).ExitCode);
        Assert.Equal(2, Sva.Run("topology", "generate", "--kind", "x86", "-o", target).ExitCode);
        Assert.Equal(2, Sva.Run("topology", "generate", "--pri", "-4", "-o", target).ExitCode);
        Assert.False(File.Exists(target));
    }

    [Fact]
    public void A_trace_that_is_damaged_ends_the_run_as_bad_input()
    {
        using var folder = new TemporaryFolder();
        var packed = File.ReadAllBytes(Path.Combine(Sva.Scenarios, "data", "git.strace.gz"));
        folder.Write("cut.strace.gz", packed[..(packed.Length / 2)]);
        var scenario = folder.Write(
            "cut.yaml",
            """
            format: sva-scenario/1
            hosts: {h0: {iommus: {i: {kind: intel-vtd}}, devices: {"00:01.0": {}}}}
            setup: [{device_init: {device: "00:01.0", features: iopf}}]
            steps: [{workload: {trace: cut.strace.gz, devices: ["00:01.0"]}}]
            """
        );

        var result = Sva.Run("run", "--json", scenario);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the gzip data are damaged or end early", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Out);
    }

    [Fact]
    public void A_plain_trace_is_read_as_a_packed_one()
    {
        using var folder = new TemporaryFolder();
        using (var packed = new GZipStream(File.OpenRead(Path.Combine(Sva.Scenarios, "data", "git.strace.gz")), CompressionMode.Decompress))
        using (var plain = File.Create(Path.Combine(folder.Path, "git.strace")))
        {
            packed.CopyTo(plain);
        }

        Assert.Equal(
            Sva.Run("trace", "stats", "--json", Path.Combine(Sva.Scenarios, "data", "git.strace.gz")).Out,
            Sva.Run("trace", "stats", "--json", Path.Combine(folder.Path, "git.strace")).Out
        );
    }
}
