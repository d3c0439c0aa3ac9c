using SvaOrleans.Reports.Exploring;
using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>explore over many files: a table at the end, which <c>--quiet</c> leaves alone with a line for each failure.</summary>
public class SummaryTests
{
    private static readonly string[] Files =
    [
        "scenarios/races/d1-bind-bind-two-devices.yaml",
        "scenarios/races/r7-last-put-with-the-lock.yaml",
        "scenarios/races/d6-bind-and-exit.yaml",
    ];

    [Fact]
    public void Several_files_end_with_a_table()
    {
        var result = Sva.Run(["explore", .. Files, "--strategy", "exhaustive"]);
        Assert.Equal(5, result.ExitCode);
        var table = result.Lines.SkipWhile(static line => !line.Contains("│ scenario", StringComparison.Ordinal)).ToArray();
        Assert.Contains(table, static line => Has(line, "d1-bind-bind-two-devices", "nothing is broken", "all 4 classes"));
        Assert.Contains(table, static line => Has(line, "d6-bind-and-exit", "nothing is broken", "all 14 classes"));
        Assert.Contains(table, static line => Has(line, "r7-last-put-with-the-lock", "a driver"));
        Assert.Equal("1 of 3 scenarios failed", table[^1]);
        Assert.All(table, static line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains("  repeat it with", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_leaves_the_table_and_a_line_for_each_failure()
    {
        var result = Sva.Run(["explore", .. Files, "--strategy", "exhaustive", "--quiet"]);
        Assert.Equal(5, result.ExitCode);
        Assert.StartsWith(
            "FAILED scenarios/races/r7-last-put-with-the-lock.yaml: a driver breaks its contract: deadlock: ",
            result.Lines[0],
            StringComparison.Ordinal
        );
        Assert.Contains("; ./sva replay sva1.", result.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("╭", result.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("repeat it with", result.Out, StringComparison.Ordinal);

        // The line repeats it.
        var again = Sva.Run([
            "replay",
            .. result.Lines[0][(result.Lines[0].IndexOf("./sva replay ", StringComparison.Ordinal) + 13)..].Split(' '),
        ]);
        Assert.Equal(5, again.ExitCode);
    }

    [Fact]
    public void Programs_get_no_table()
    {
        var result = Sva.Run(["explore", .. Files, "--orders", "5", "--json"]);
        Assert.Equal(3, result.Lines.Length);
        Assert.All(result.Lines, static line => Assert.StartsWith("{\"type\":\"exploration\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_option_was_called_still_works_and_says_its_name()
    {
        var result = Sva.Run("explore", Files[0], "--schedules", "7", "--json");
        Assert.Contains("\"orders\":7,", result.Out, StringComparison.Ordinal);
        Assert.Contains("--schedules is called --orders now", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("chedule", Sva.Run("explore", "--help").Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 5, "no order has ended")]
    [InlineData(2, 9, "4.5 s an order")]
    [InlineData(16, 5, "3.2 orders/s")]
    [InlineData(12_340, 10, "1,234 orders/s")]
    public void A_rate_means_something_for_slow_searches_too(long orders, int seconds, string told) =>
        Assert.Equal(told, SearchRate.Of(new ExplorationProgress(orders, 0, TimeSpan.FromSeconds(seconds), 9)));

    private static bool Has(string line, params string[] parts) => parts.All(part => line.Contains(part, StringComparison.Ordinal));
}
