using System.Text;
using System.Text.RegularExpressions;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>The 2018 text as it was published, generation 2018-v2: each of its holes is found, by the same scenarios and invariants that
/// 2018 survives.</summary>
public sealed partial class PublishedTextTests
{
    private const string Published = "2018-v2";
    private const string Verdict = "8, 24, 25, 27, 32, 34: nothing is used after it was freed";

    // Scenarios that bind a function which shares its group: the published bind refuses those.
    private static readonly string[] SharedGroups =
    [
        "mail-example",
        "w5-two-devices-one-domain",
        "w7-other-flags",
        "w8-narrow-device-second",
    ];

    public static TheoryData<string> Sequential =>
        [
            .. Sva
                .ShippedScenarios.Where(static file => IsSequential(File.ReadAllText(file)))
                .Select(static file => Path.GetFileNameWithoutExtension(file))
                .Except(SharedGroups)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [InlineData("d1-bind-bind-two-devices", "expectation at line 30", "expected one PASID for all of them, but they got 1, 2")]
    [InlineData("d2-bind-bind-one-pair", Verdict, "two bonds of one device with one PASID")]
    [InlineData(
        "d3-two-unbinds-and-exit",
        Verdict,
        "an unbind that slept, and leaves the teardown to another, looks at bond 1, which that one has freed"
    )]
    [InlineData("d4-unbind-all-after-exit", Verdict, "which another one tore down, and would tear it down again")]
    [InlineData("d4-unbind-unbind-all-and-exit", Verdict, "use after free: an unbind that slept")]
    [InlineData("d6-bind-and-exit", Verdict, "kernel BUG: mmu_notifier_register for an mm without users")]
    [InlineData(
        "d7-bind-during-exit",
        "expectation at line 32",
        "expected nothing left, but there are 1 PASID, 1 bond, 1 PASID table entry"
    )]
    [InlineData(
        "r4-unbind-during-exit",
        "12, 14: pages are freed after their last translation",
        "nothing orders that behind the end of its entry"
    )]
    [InlineData("d8-number-of-another", Verdict, "handled in the mm of the next one, Y")]
    public void Each_hole_is_found_within_a_thousand_orders(string name, string invariant, string message) =>
        AssertFound(Explore(Text(name)), invariant, message);

    /// <summary>Where an exit and an unbind meet, D14 is met sooner than anything else; what is said of freed memory is said without
    /// oracles too.</summary>
    [Fact]
    public void D5_is_found_among_the_verdicts() =>
        AssertFound(
            Explore(Text("d5-unbind-all-exit-and-unbind"), hasOracles: false),
            "verdict",
            "unbind_dev_all goes on to bond 1, which it had saved as the next one"
        );

    /// <summary>What a driver does wrong hangs in any kernel, and the wait-for graph is a cycle through what it holds.</summary>
    [Theory]
    [InlineData(
        "d9-unbind-in-mm-exit",
        "sva-lock-2018-v2/h0/svalock ISvaLockGrain.WaitForExit -> device-2018-v2/h0/dev/0000:00:00.0 IDevice2018Grain.RunMmExit "
            + "(waits for what it holds)"
    )]
    [InlineData(
        "r6-lock-held-over-shutdown",
        "lock/h0/lock/g IDriverLockGrain.Acquire -> task/h0/task/main ITaskGrain.Run (waits for what it holds)"
    )]
    [InlineData("r7-last-put-with-the-lock", "lock/h0/lock/g IDriverLockGrain.Acquire -> task/h0/task/")]
    public void A_driver_that_breaks_its_contract_is_told_so(string name, string edge)
    {
        var report = Explore(Text(name));
        AssertFound(report, "deadlock", edge);
        Assert.Equal(ViolationKind.Contract, report.Failure!.Violation.Kind);
        Assert.StartsWith("deadlock: a cycle of waiting requests", report.Failure.Violation.Message, StringComparison.Ordinal);
    }

    /// <summary>The kernel's own invariants report it, without any expectation of the scenarios.</summary>
    [Theory]
    [InlineData("d1-bind-bind-two-devices", "2, 4, 5, 8, 33: bonds, numbers and counts agree", "h0/mm/X has 2 io_mms")]
    [InlineData("d7-bind-during-exit", "2, 4, 5, 8, 33: bonds, numbers and counts agree", "lives without users of its mm")]
    public void Invariants_find_it_too(string name, string invariant, string message) =>
        AssertFound(
            Explore(
                string.Join(
                    '\n',
                    Text(name)
                        .Split('\n')
                        .Where(static line =>
                            !line.Contains("expect", StringComparison.Ordinal) && !line.Contains("same_pasid", StringComparison.Ordinal)
                        )
                )
            ),
            invariant,
            message
        );

    [Theory]
    [MemberData(nameof(Sequential))]
    public void One_after_the_other_it_does_what_2018_does(string name)
    {
        var run = Sva.Run("run", Sva.Shipped(name + ".yaml"), "--generation", Published, "--quiet");
        Assert.Equal("", run.Error);
        Assert.True(run.ExitCode == 0, run.Out);
    }

    [Fact]
    public void A_bind_of_a_function_that_shares_its_group_is_refused()
    {
        var run = Sva.Run("run", Sva.Shipped("w5-two-devices-one-domain.yaml"), "--generation", Published, "--quiet");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("bind: expected 0, but it answered -EINVAL", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_names_the_kernel_too()
    {
        var scenario = Path.Combine(Sva.Scenarios, "races", "d7-bind-during-exit.yaml");
        var found = Sva.Run("explore", scenario, "--generation", Published, "--strategy", "exhaustive");
        Assert.Equal(1, found.ExitCode);
        var token = found.Out.Split(' ', '\n').Last(static word => word.StartsWith("sva1.", StringComparison.Ordinal)).Trim();

        var again = Sva.Run("replay", token);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("--> sva lock ", again.Out, StringComparison.Ordinal);
        Assert.Equal(1, Sva.Run("shrink", token, "--scenario", scenario).ExitCode);

        var other = Sva.Run("explore", scenario, "--generation", "2019");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("there is no kernel generation '2019'; expected 2018 or 2018-v2", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_token_on_the_page_still_repeats_its_failure()
    {
        var tokens = TokenPattern()
            .Matches(File.ReadAllText(Path.Combine(Sva.Root, "docs", "findings.md")))
            .Select(static match => match.Value)
            .Distinct()
            .ToArray();
        Assert.Equal(10, tokens.Length);
        Assert.All(
            tokens,
            static token =>
            {
                var again = Sva.Run("replay", token);
                Assert.True(again.ExitCode == 1, $"{token}: {again.Out}{again.Error}");
            }
        );
    }

    [GeneratedRegex(@"sva1\.[0-9a-f]{16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")]
    private static partial Regex TokenPattern();

    private static void AssertFound(ExplorationReport report, string invariant, string message)
    {
        Assert.True(report.Failure is not null, report.ToString());
        Assert.Equal(invariant, report.Failure!.Violation.Invariant);
        Assert.Contains(message, report.Failure.Violation.Message, StringComparison.Ordinal);
    }

    private static ExplorationReport Explore(string text, bool hasOracles = true) =>
        Explorer.Explore(
            ScenarioExperiment.Of(ScenarioLoader.Read("race.yaml", Sva.Scenarios, Encoding.UTF8.GetBytes(text), Published)[0], hasOracles),
            new()
            {
                Strategy = new Portfolio(),
                Budget = new() { Schedules = 1_000 },
            }
        );

    private static string Text(string name) => File.ReadAllText(Path.Combine(Sva.Scenarios, "races", name + ".yaml"));

    private static bool IsSequential(string text) =>
        !text.Contains("parallel:", StringComparison.Ordinal) && !text.Contains("workload", StringComparison.Ordinal);
}
