using System.Net;
using System.Text.RegularExpressions;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>The pages that --html writes, as a reader sees them: the text at the top, the folded parts, and the line that readers
/// copy.</summary>
public sealed partial class HtmlReportTests : IDisposable
{
    // Wrong on purpose: the first to arrive is not always the same one.
    private const string Wrong = """
        format: sva-scenario/1
        name: wrong
        hosts:
          h0:
            iommus: {smmu0: {kind: arm-smmu-v3}}
            domains: [A]
            devices: {"0000:00:00.0": {group: ga, domain: A}}
        setup:
          - device_init: {device: "00:00.0"}
          - process: X
        steps:
          - parallel:
              one:
                - bind: {device: "00:00.0", mm: X}
                  expect: {always: true, error: 0}
              two:
                - bind: {device: "00:00.0", mm: X}
        """;

    private readonly TemporaryFolder _folder = new();

    private string Html => Path.Combine(_folder.Path, "order.html");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_line_on_the_page_repeats_the_order_when_it_is_pasted()
    {
        var file = _folder.Write("it's wrong & small.yaml", Wrong);
        var found = Sva.Run("explore", file, "--strategy", "exhaustive", "--html", Html);
        Assert.Equal(1, found.ExitCode);
        Assert.Equal(
            $"{Html}: the order in which wrong breaks, at step {Broke(File.ReadAllText(Html))} of {Steps(File.ReadAllText(Html))}\n",
            found.Error.ReplaceLineEndings("\n")
        );

        var line = WebUtility.HtmlDecode(Command().Match(File.ReadAllText(Html)).Groups[1].Value);
        Assert.Contains(line, found.Out, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            var again = Sva.RunShell(
                line.Replace("./sva ", $"'{Path.Combine(AppContext.BaseDirectory, "sva")}' ", StringComparison.Ordinal)
            );
            Assert.True(again.ExitCode == 1, again.Error);
            Assert.Contains("broken: expectation at line 14", again.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void It_needs_no_other_file_and_shows_the_break_under_short_names()
    {
        var found = Sva.Run("explore", "scenarios/races/d3-two-unbinds-and-exit.yaml", "--generation", "2018-v2", "--html", Html);
        Assert.Equal(1, found.ExitCode);
        var page = File.ReadAllText(Html);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.Contains("<meta name=\"viewport\" content=\"width=device-width", page, StringComparison.Ordinal);
        var lanes = Lane().Matches(Names().Match(page).Value).Select(static lane => lane.Groups[1].Value).ToArray();
        Assert.Contains("dev 00:00.0", lanes);
        Assert.Contains("sva lock", lanes);
        Assert.InRange(lanes.Length, 4, 12);

        // The kernel's columns are left of those of its callers.
        Assert.True(Array.IndexOf(lanes, "sva lock") < Array.IndexOf(lanes, "main"), string.Join(", ", lanes));
        Assert.Single(BreakRow().Matches(page));
    }

    [Fact]
    public void What_follows_the_break_is_folded_and_there()
    {
        // The wait of an unbind for a claimed bond is left out: it returns while the handler still runs, and the order continues.
        var found = Sva.Run(
            "explore",
            "scenarios/races/r4-unbind-during-exit.yaml",
            "--without",
            "unbind-waits-for-claimant",
            "--html",
            Html
        );
        Assert.True(found.ExitCode == 1, found.Out + found.Error);
        var page = File.ReadAllText(Html);
        var after = After().Match(page);
        Assert.True(after.Success, found.Out);
        var count = int.Parse(after.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Steps(page), Broke(page) + count);
        Assert.Equal(Steps(page), Row().Count(page));
        Assert.Equal(count, Row().Count(page[after.Index..]));
        Assert.Contains($"({count} steps after the break; sva replay shows them all)", found.Out, StringComparison.Ordinal);
        Assert.DoesNotContain($" {Steps(page)}  ", found.Out.Split("state before")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_is_broken_it_tells_what_was_explored()
    {
        var race = Path.Combine(Sva.Scenarios, "races", "d1-bind-bind-two-devices.yaml");
        var found = Sva.Run("explore", race, "--strategy", "exhaustive", "--html", Html);
        Assert.Equal(
            (0, $"{Html}: nothing is broken in d1-bind-bind-two-devices; what was explored, and one order as an example\n"),
            (found.ExitCode, found.Error.ReplaceLineEndings("\n"))
        );
        var page = File.ReadAllText(Html);
        Assert.Contains(
            "<li>Nothing is broken.</li><li>Strategy: exhaustive. All 4 classes of orders explored;",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("one order as an example", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"break\"", page, StringComparison.Ordinal);
        Assert.Equal(0, Sva.Run("replay", Command().Match(page).Groups[1].Value.Split(' ')[^1]).ExitCode);
    }

    [Fact]
    public void Of_several_scenarios_each_has_its_page()
    {
        var names = new[] { "d1-bind-bind-two-devices", "d6-bind-and-exit" };
        var found = Sva.Run([
            "explore",
            .. names.Select(static name => $"scenarios/races/{name}.yaml"),
            "--schedules",
            "20",
            "--html",
            Html,
        ]);
        Assert.Equal(0, found.ExitCode);
        Assert.False(File.Exists(Html));
        Assert.All(
            names,
            name =>
                Assert.Contains(
                    $"<h1>{name}</h1>",
                    File.ReadAllText(Path.Combine(_folder.Path, $"order-{name}.html")),
                    StringComparison.Ordinal
                )
        );
    }

    /// <summary>The columns of steps do not depend on the width of the terminal: a long text continues below its own beginning.</summary>
    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void A_terminal_keeps_the_columns(int columns)
    {
        var found = Sva.RunWith(
            null,
            new Dictionary<string, string> { ["COLUMNS"] = $"{columns}" },
            "explore",
            "scenarios/races/d3-two-unbinds-and-exit.yaml",
            "--generation",
            "2018-v2"
        );
        var lines = found
            .Out.Split('\n')
            .SkipWhile(static line => !line.Contains("> marks a step", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(static line => line.Trim().Length > 0)
            .Where(static line => !line.StartsWith("  (", StringComparison.Ordinal))
            .Select(static line => line.TrimEnd())
            .ToArray();
        Assert.True(lines.Length > 20, found.Out);
        Assert.All(lines, line => Assert.True(line.Length <= columns, $"{line.Length}: {line}"));
        var what = lines[0].IndexOf("Run", StringComparison.Ordinal);
        Assert.All(
            lines,
            line =>
            {
                var isOn = line.Length > what && string.IsNullOrWhiteSpace(line[..what]);
                Assert.True(isOn || Numbered().IsMatch(line), line);
                Assert.True(line[what] != ' ' && line[(what - 2)..what] == "  ", line);
            }
        );
        Assert.Equal(columns > 80, lines.All(static line => Numbered().IsMatch(line)));
    }

    private static int Broke(string page) => Number(BreakRow().Match(page).Groups[1].Value);

    private static int Steps(string page) => Number(Counts().Match(page).Groups[1].Value);

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("<pre class=\"command\">(.*?)</pre>")]
    private static partial Regex Command();

    [GeneratedRegex("<div class=\"names\">.*?</div>")]
    private static partial Regex Names();

    [GeneratedRegex("<b>(.*?)</b>")]
    private static partial Regex Lane();

    [GeneratedRegex("<div class=\"row")]
    private static partial Regex Row();

    [GeneratedRegex("<div class=\"row[^>]* id=\"break\"[^>]*><i>([0-9]+)</i>")]
    private static partial Regex BreakRow();

    [GeneratedRegex("It breaks at <a href=\"#break\">step [0-9]+</a> of ([0-9]+)")]
    private static partial Regex Counts();

    [GeneratedRegex("<details><summary>([0-9]+) steps after the break</summary>")]
    private static partial Regex After();

    [GeneratedRegex("^[ >] +[0-9]+  ")]
    private static partial Regex Numbered();
}
