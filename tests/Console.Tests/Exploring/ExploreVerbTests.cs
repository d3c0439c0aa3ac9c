using System.Text.Json;
using System.Text.RegularExpressions;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>explore, replay and shrink as a user types them.</summary>
public sealed partial class ExploreVerbTests : IDisposable
{
    // Wrong on purpose: whoever comes first is not always the same one.
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
                  id: first
                  expect: {always: true, error: 0}
              two:
                - bind: {device: "00:00.0", mm: X}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("sva-explore").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_failure_is_one_line_that_repeats_it()
    {
        var file = Write("wrong.yaml", Wrong);
        var found = Sva.Run("explore", file, "--strategy", "exhaustive");
        Assert.Equal(1, found.ExitCode);
        Assert.Contains("broken: expectation at line 14", found.Out, StringComparison.Ordinal);
        Assert.Contains("iommu_sva_bind_device", found.Out, StringComparison.Ordinal);
        Assert.Contains("state before (-) and after (+)", found.Out, StringComparison.Ordinal);
        Assert.Contains("+ h0 devices 0000:00:00.0 bonds: pasid 1, mm X, generation 1", found.Out, StringComparison.Ordinal);
        var token = Token().Match(found.Out).Groups[1].Value;

        var again = Sva.Run("replay", token, "--scenario", file, "--json");
        Assert.Equal(1, again.ExitCode);
        using var json = JsonDocument.Parse(again.Out);
        Assert.Equal("expectation at line 14", json.RootElement.GetProperty("invariant").GetString());
        Assert.Equal(token, json.RootElement.GetProperty("token").GetString());
        Assert.Equal(
            "Bind",
            json.RootElement.GetProperty("steps")
                .EnumerateArray()
                .First(static step => step.TryGetProperty("means", out _))
                .GetProperty("what")
                .GetString()
        );

        var smallest = Sva.Run("shrink", token, "--scenario", file);
        Assert.Equal(1, smallest.ExitCode);
        Assert.Contains(token, smallest.Out, StringComparison.Ordinal);

        var diagram = Sva.Run("replay", token, "--scenario", file, "--mermaid");
        Assert.StartsWith("sequenceDiagram", diagram.Out, StringComparison.Ordinal);

        var walk = Sva.RunWith("\n\nc\n", "replay", token, "--scenario", file, "--step");
        Assert.Equal(1, walk.ExitCode);
        Assert.Contains("    3  ", walk.Out, StringComparison.Ordinal);

        // The token belongs to this very text.
        File.AppendAllText(file, "# changed\n");
        var other = Sva.Run("replay", token, "--scenario", file);
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("another version of this one", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shipped_scenario_is_found_by_its_token_alone()
    {
        var found = Sva.Run("explore", "scenarios/races/r7-last-put-with-the-lock.yaml", "--strategy", "exhaustive");
        Assert.Equal(5, found.ExitCode);
        Assert.Contains("a driver breaks its contract: deadlock", found.Out, StringComparison.Ordinal);
        var again = Sva.Run("replay", Token().Match(found.Out).Groups[1].Value);
        Assert.Equal(5, again.ExitCode);
        Assert.Contains("--> lock g ", again.Out, StringComparison.Ordinal);
        Assert.Contains("  <- nothing goes on from here", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exhausted_search_says_so()
    {
        var all = Sva.Run("explore", "scenarios/races/d1-bind-bind-two-devices.yaml", "--strategy", "exhaustive", "--json");
        Assert.Equal(0, all.ExitCode);
        using var json = JsonDocument.Parse(all.Out);
        Assert.True(json.RootElement.GetProperty("exhausted").GetBoolean());
        Assert.True(json.RootElement.GetProperty("orders").GetInt64() > 1);

        var text = Sva.Run("explore", "scenarios/races/d1-bind-bind-two-devices.yaml", "--strategy", "exhaustive");
        Assert.Matches("all [0-9]+ classes of orders explored", text.Out);
        Assert.Contains("nothing is broken", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_order_in_two_processes()
    {
        var file = Write("wrong.yaml", Wrong);
        string Explore() =>
            Sva.Run("explore", file, "--strategy", "random", "--seed", "7", "--workers", "1", "--no-shrink", "--json").Out is var line
                ? Regex.Replace(line, "\"measured\":\\{[^}]*\\}", "")
                : "";
        Assert.Equal(Explore(), Explore());
    }

    /// <summary>Every seed twice, in two processes and with other workers: each schedule's rolling hash is the same.</summary>
    [Theory]
    [InlineData("portfolio", "scenarios/races/d4-unbind-unbind-all-and-exit.yaml")]
    [InlineData("random", "scenarios/races/d8-number-of-another.yaml")]
    [InlineData("pct:3", "scenarios/tour/page-requests.yaml")]
    [InlineData("fair", "scenarios/tour/two-hosts.yaml")]
    public void The_same_seeds_give_the_same_schedules_in_two_processes(string strategy, string scenario)
    {
        string Explore(string workers)
        {
            using var json = JsonDocument.Parse(
                Sva.Run("explore", scenario, "--strategy", strategy, "--orders", "200", "--workers", workers, "--json").Out
            );
            Assert.Equal(200, json.RootElement.GetProperty("orders").GetInt64());
            return json.RootElement.GetProperty("fingerprint").GetString()!;
        }

        Assert.Equal(Explore("1"), Explore("3"));
    }

    /// <summary>The same of every race that ends, as it is and with things going wrong.</summary>
    [Theory]
    [InlineData]
    [InlineData("--faults", "all", "--most-faults", "2")]
    public void Every_race_gives_the_same_schedules_in_two_processes(params string[] faults)
    {
        string[] races =
        [
            .. Directory
                .GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml")
                .Order(StringComparer.Ordinal)
                .Where(static file => !Sva.RacesOfDrivers.Contains(Path.GetFileNameWithoutExtension(file))),
        ];
        string[] Explore(string workers) =>
            [
                .. Sva.Run(["explore", .. races, .. faults, "--orders", "60", "--workers", workers, "--json"])
                    .Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(static line =>
                    {
                        using var json = JsonDocument.Parse(line);
                        Assert.Equal(60, json.RootElement.GetProperty("orders").GetInt64());
                        return $"{json.RootElement.GetProperty("scenario")} {json.RootElement.GetProperty("fingerprint")}";
                    }),
            ];

        var alone = Explore("1");
        Assert.Equal(races.Length, alone.Length);
        Assert.Equal(alone, Explore("3"));
    }

    [Theory]
    [InlineData(
        "explore",
        "scenarios/races/d1-bind-bind-two-devices.yaml",
        "--strategy",
        "luck",
        "there is no strategy 'luck'; expected portfolio, random"
    )]
    [InlineData("explore", "scenarios/races/d1-bind-bind-two-devices.yaml", "--strategy", "pct:0", "there is no strategy 'pct:0'")]
    [InlineData(
        "explore",
        "scenarios/races/d1-bind-bind-two-devices.yaml",
        "--time",
        "soon",
        "'soon' is no duration; expected a number with s, m or h"
    )]
    [InlineData("explore", "scenarios/races/d1-bind-bind-two-devices.yaml", "--orders", "0", "0 is not possible; expected a number from 1")]
    [InlineData("explore", "scenarios/races/d1-bind-bind-two-devices.yaml", "--workers", "0", "0 is not possible")]
    [InlineData(
        "explore",
        "scenarios/machines/arm-smmuv3-git.yaml",
        "--seed",
        "1",
        "a workload has more steps than orders of them can be explored"
    )]
    [InlineData("explore", "nowhere.yaml", "--seed", "1", "there is no such file")]
    [InlineData("replay", "sva1.nonsense", "--step", "", "it is no replay token")]
    [InlineData("replay", "sva1.0123456789abcdef.random-1.", "--mermaid", "", "no scenario here is the one")]
    [InlineData(
        "shrink",
        "sva1.0123456789abcdef.random-1.",
        "--scenario",
        "scenarios/races/d1-bind-bind-two-devices.yaml",
        "the token was made from another scenario"
    )]
    public void What_cannot_be_used_is_refused(string verb, string what, string option, string value, string says)
    {
        string[] args = value.Length == 0 ? [verb, what, option] : [verb, what, option, value];
        var run = Sva.Run(args);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    [GeneratedRegex(@"(sva1\.[0-9a-f]{16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)")]
    private static partial Regex Token();
}
