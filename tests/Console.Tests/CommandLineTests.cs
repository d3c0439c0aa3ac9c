namespace SvaOrleans.Console.Tests;

/// <summary>Command lines that are wrong: one line, exit code 2, never a stack trace.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData(
        "bench scael",
        "sva: there is no verb 'scael' here; expected one of engine, scale, explore; 'scale' is near (sva bench --help)"
    )]
    [InlineData(
        "run --jsn x.yaml",
        "sva: there is no option '--jsn' here; '--json' is near; a file of that name is given as './--jsn' (sva run --help)"
    )]
    [InlineData("demo --quiet", "sva: there is no option '--quiet' here (sva demo --help)")]
    [InlineData("bench scale --bonds x", "sva: 'x' does not fit behind --bonds")]
    [InlineData("bench scale --mms 5x", "sva: '5x' does not fit behind --mms")]
    [InlineData("test --filter", "sva: --filter is given without a value (sva test --help)")]
    [InlineData("topology show", "sva: the topology is missing; expected a topology file")]
    [InlineData("trace stats a b", "sva: 'b' is one argument too many (sva trace stats --help)")]
    [InlineData("topology generate -o no/such/folder/x.yaml", "no/such/folder/x.yaml: there is no folder 'no/such/folder'; expected")]
    [InlineData("frob", "sva: there is no verb 'frob' here; expected one of demo, run")]
    [InlineData("topology", "sva: a verb is missing; expected one of import, show, generate (sva topology --help)")]
    [InlineData("topology frob", "sva: there is no verb 'frob' here; expected one of import, show, generate (sva topology --help)")]
    [InlineData("bench frob", "sva: there is no verb 'frob' here; expected one of engine")]
    [InlineData("run --bogus x.yaml", "sva: there is no option '--bogus' here")]
    [InlineData("topology show --bogus", "sva: there is no option '--bogus' here")]
    [InlineData("trace stats -z", "sva: there is no option '-z' here")]
    [InlineData("run --seed x x.yaml", "sva: 'x' does not fit behind --seed; expected a whole number in its bounds (sva run --help)")]
    [InlineData("run --seed -1 x.yaml", "sva: '-1' does not fit behind --seed")]
    [InlineData("bench engine --calls x", "sva: 'x' does not fit behind --calls")]
    [InlineData("bench engine --runs 99999999999", "sva: '99999999999' does not fit behind --runs")]
    [InlineData("bench engine --runs 0", "sva: --runs 0 is out of range; expected 1 to 100")]
    [InlineData("topology generate --iommus 65536 --devices 2", "generate: endpoints in all is 131072; expected 1 to 65536")]
    [InlineData("trace import x", "sva: --out is missing, and is needed (sva trace import --help)")]
    [InlineData("help frob", "sva: there is no verb 'frob' here; expected one of demo, run")]
    [InlineData("frob --help", "sva: there is no verb 'frob' here; expected one of demo, run")]
    [InlineData("help trace stat", "sva: there is no verb 'stat' here; expected one of import, stats; 'stats' is near (sva trace --help)")]
    [InlineData("demo x", "sva: 'x' is one argument too many (sva demo --help)")]
    public void Is_told_in_one_line(string line, string told)
    {
        var result = Sva.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.StartsWith(told, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(static c => c == '\n'));
    }

    [Theory]
    [InlineData("", "topology")]
    [InlineData("help", "topology")]
    [InlineData("help trace", "stats <trace>")]
    [InlineData("help run", "Run scenarios and hold them to what they expect.")]
    [InlineData("help topology import", "--assume-groups")]
    [InlineData("help explore", "Run scenarios under many orders of their steps, or under all")]
    public void Who_knows_no_verb_yet_is_told_what_there_is(string line, string told)
    {
        var result = Sva.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(told, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_verb_that_is_not_for_people_stays_hidden()
    {
        Assert.DoesNotContain("silo,", Sva.Run("frob").Error, StringComparison.Ordinal);
        Assert.DoesNotContain("near", Sva.Run("sillo").Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"silo\"", Sva.Run("doctor", "--json").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_broken_only_where_the_width_is_known()
    {
        var machine = Path.Combine(Sva.Root, "tests", "data", "topologies", "arm-smmuv3-acpi-pxb");

        var endless = Sva.Run("topology", "show", machine);
        var narrow = Sva.RunWith(null, new Dictionary<string, string> { ["COLUMNS"] = "80" }, "topology", "show", machine);

        Assert.Contains(endless.Lines, static line => line.Length > 100);
        Assert.All(narrow.Lines, static line => Assert.InRange(line.Length, 1, 80));
        Assert.Equal(Words(endless.Out), Words(narrow.Out));

        static string Words(string text) => string.Concat(text.Where(static c => !char.IsWhiteSpace(c) && c is not ('|' or '+' or '\\')));
    }

    [Fact]
    public void Of_several_hosts_each_step_is_told_with_its_own()
    {
        var result = Sva.RunWith(null, new Dictionary<string, string> { ["COLUMNS"] = "200" }, "run", Sva.Shipped("two-hosts.yaml"));

        Assert.Contains("left bind 00:00.0", result.Out, StringComparison.Ordinal);
        Assert.Contains("right bind 00:00.0", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_numbers_are_written_alike_and_a_whole_range_in_words()
    {
        var result = Sva.Run("run", "--events", Sva.Shipped("page-requests.yaml"));

        Assert.Contains("page_request 6a:01.0 mm=X group=7 page=0x108 ", result.Out, StringComparison.Ordinal);
        Assert.Contains(" all pages", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("0xfffffffffffff", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_name_and_a_name_with_a_line_end_are_told_in_one_line_too()
    {
        foreach (
            var args in (string[][])
                [
                    ["run", ""],
                    ["run", "a\nb.yaml"],
                    ["topology", "show", ""],
                    ["trace", "stats", ""],
                    ["topology", "generate", "-o", ""],
                ]
        )
        {
            var result = Sva.Run(args);

            Assert.Equal((2, ""), (result.ExitCode, result.Out));
            Assert.Equal(1, result.Error.Count(static c => c == '\n'));
        }
    }

    [Fact]
    public void What_stays_one_line_is_one_line_however_narrow()
    {
        var result = Sva.Run("run", "--quiet", Sva.Shipped("w4-unbind-during-mm-exit.yaml"));

        Assert.Contains(" measured)", Assert.Single(result.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_can_be_written_to_and_stays_one()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // The program's own standard output, which here is a pipe.
        var result = Sva.Run("topology", "generate", "-o", "/proc/self/fd/1");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith("format: sva-topology/1\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        using var folder = new TemporaryFolder();
        var target = folder.Write("target.yaml", "old");
        var link = Path.Combine(folder.Path, "link.yaml");
        File.CreateSymbolicLink(link, target);

        Assert.Equal(0, Sva.Run("topology", "generate", "-o", link).ExitCode);
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.StartsWith("format: sva-topology/1\n", File.ReadAllText(target), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }
}
