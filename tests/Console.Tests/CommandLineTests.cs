namespace SvaOrleans.Console.Tests;

/// <summary>Command lines that are wrong: one line, exit code 2, never a stack trace.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("", "sva: a verb is missing; expected one of demo, run")]
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
    [InlineData("trace import x", "sva: Option '--out' is required")]
    [InlineData("demo x", "sva: Unrecognized command or argument 'x'")]
    public void Is_told_in_one_line(string line, string told)
    {
        var result = Sva.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (result.ExitCode, result.Out));
        Assert.StartsWith(told, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(static c => c == '\n'));
    }

    [Fact]
    public void An_empty_name_and_a_name_with_a_line_end_are_told_in_one_line_too()
    {
        foreach (var args in (string[][])[["run", ""], ["run", "a\nb.yaml"], ["topology", "show", ""], ["trace", "stats", ""], ["topology", "generate", "-o", ""]])
        {
            var result = Sva.Run(args);

            Assert.Equal((2, ""), (result.ExitCode, result.Out));
            Assert.Equal(1, result.Error.Count(static c => c == '\n'));
        }
    }

    [Fact]
    public void What_stays_one_line_is_one_line_however_narrow()
    {
        var result = Sva.Run("run", "--quiet", Path.Combine(Sva.Scenarios, "w4-unbind-during-mm-exit.yaml"));

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
