using System.Globalization;
using System.Text.RegularExpressions;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>The table of docs/findings.md, which says of each race that ships what it ends with on the published text.</summary>
public sealed partial class FindingsTableTests
{
    private const string Published = "2018-v2";
    private const long Orders = 300;

    private static readonly string Page = File.ReadAllText(Path.Combine(Sva.Root, "docs", "findings.md"));

    private static readonly SortedDictionary<string, (string Verdict, string Says)> Rows = new(
        RowPattern()
            .Matches(Page)
            .ToDictionary(
                static row => row.Groups["race"].Value,
                static row => (row.Groups["verdict"].Value, row.Groups["says"].Value),
                StringComparer.Ordinal
            ),
        StringComparer.Ordinal
    );

    private static readonly string[] Files =
    [
        .. Directory
            .GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml")
            .Select(static file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Races => [.. Files];

    /// <summary>The table and the files: a row without a race fails, and so does a number of races that hold which is not that of the other
    /// files.</summary>
    [Fact]
    public void The_table_and_the_files_agree()
    {
        Assert.NotEmpty(Rows);
        Assert.Empty(Rows.Keys.Except(Files));
        var hold = HoldPattern().Match(Page);
        Assert.True(hold.Success, "docs/findings.md does not say how many races hold");
        Assert.Equal(Files.Length - Rows.Count, int.Parse(hold.Groups["races"].Value, CultureInfo.InvariantCulture));
        Assert.Equal(Orders, long.Parse(hold.Groups["orders"].Value, CultureInfo.InvariantCulture));
        Assert.All(
            CommandPattern().Matches(Page),
            static command => Assert.Equal(Orders, long.Parse(command.Groups["orders"].Value, CultureInfo.InvariantCulture))
        );
    }

    [Theory]
    [MemberData(nameof(Races))]
    public void A_race_ends_as_the_table_says(string name)
    {
        var document = ScenarioLoader.Read(Path.Combine(Sva.Scenarios, "races", name + ".yaml"), Published)[0];
        var report = Explorer.Explore(
            ScenarioExperiment.Of(document),
            new()
            {
                Strategy = new Portfolio(),
                Budget = new() { Schedules = Orders },
            }
        );
        if (!Rows.TryGetValue(name, out var row))
        {
            Assert.True(report.HasPassed, $"{name} has no row in docs/findings.md: {report}");
            return;
        }

        if (row.Verdict == "never reached")
        {
            Assert.True(report.Failure is null, report.ToString());
            Assert.Equal(row.Says, Assert.Single(report.NeverReached));
            return;
        }

        Assert.True(report.Failure is not null, $"docs/findings.md says that {name} breaks: {report}");
        Assert.Contains(row.Says, report.Failure!.Violation.Message, StringComparison.Ordinal);
        Assert.Equal(row.Verdict == "driver's contract", report.Failure.Violation.Kind == ViolationKind.Contract);
    }

    [GeneratedRegex(
        @"^\| `(?<race>[a-z0-9-]+)` \| (?<verdict>broken|driver's contract|never reached)( \([0-9, ]+\))? \| `(?<says>[^`]+)` \|",
        RegexOptions.Multiline
    )]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"The other (?<races>\d+) races hold there: none of (?<orders>\d+) orders")]
    private static partial Regex HoldPattern();

    [GeneratedRegex("--generation 2018-v2 --orders (?<orders>[0-9]+)")]
    private static partial Regex CommandPattern();
}
