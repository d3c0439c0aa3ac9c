using System.Diagnostics;
using System.Text.RegularExpressions;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>The first exploration of a new file, in a folder outside the sources, with typing mistakes.</summary>
public sealed partial class FirstUseTests : IDisposable
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

    private static readonly string Race = Path.Combine(Sva.Scenarios, "races", "d1-bind-bind-two-devices.yaml");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_line_that_repeats_an_order_names_the_file_where_nobody_would_find_it()
    {
        var file = _folder.Write("it's wrong.yaml", Wrong);
        var command = Repeat().Match(Sva.Run("explore", file, "--strategy", "exhaustive").Out).Groups[1].Value;
        Assert.EndsWith($"--scenario '{file.Replace("'", "'\\''", StringComparison.Ordinal)}'", command, StringComparison.Ordinal);
        Assert.Equal(1, Sva.Run("replay", command.Split(' ')[0], "--scenario", file).ExitCode);

        var small = Path.Combine(_folder.Path, "small.yaml");
        var shrunk = Sva.Run("shrink", command.Split(' ')[0], "--scenario", file, "--write", small);
        Assert.EndsWith($" --scenario {small}", Repeat().Match(shrunk.Out).Groups[1].Value, StringComparison.Ordinal);

        var shipped = Sva.Run("explore", "scenarios/races/r7-last-put-with-the-lock.yaml", "--strategy", "exhaustive");
        Assert.DoesNotContain("--scenario", Repeat().Match(shipped.Out).Groups[1].Value, StringComparison.Ordinal);

        var piped = Sva.RunWith(Wrong, "explore", "-", "--strategy", "exhaustive");
        Assert.EndsWith(" --scenario -", Repeat().Match(piped.Out).Groups[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_explore_printed_is_as_good_as_its_token()
    {
        var file = _folder.Write("wrong.yaml", Wrong);
        var printed = _folder.Write("printed.txt", Sva.Run("explore", file, "--strategy", "exhaustive").Out);
        var again = Sva.Run("replay", printed, "--scenario", file);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("broken: expectation at line 14", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_token_is_told_once()
    {
        var text = _folder.Write("text.txt", "nothing here\n");
        var race = (string end) => $"sva1.{TokenOf(Race).Split('.')[1]}.random-0.{end}";
        (string Given, string Says)[] cases =
        [
            (
                "wrong.token",
                "TOKEN: 'wrong.token' is no replay token, and no file has that name; expected what sva explore printed, or a file with it"
            ),
            (_folder.Path, "is no replay token, and no file has that name"),
            ("sva1.0123456789abcdef.exhaustive", "TOKEN: it ends behind its strategy; expected a dot there and its choices, if it has any"),
            ("sva2.0123456789abcdef.random-1.", "TOKEN: its format is sva2; expected sva1, which is what this version writes"),
            (text, $"{text}: there is no replay token in it; expected what sva explore printed"),
            (race("f39_"), "its choice 1 does not fit the scenario's steps"),
            (race(".hello"), "TOKEN: its condition 'hello' cannot be read; expected faults-NUMBER-KIND, or none"),
        ];
        foreach (var (given, says) in cases)
        {
            var run = Sva.Run("replay", given, "--scenario", Race);
            Assert.Equal((2, ""), (run.ExitCode, run.Out));
            Assert.Contains(says, run.Error, StringComparison.Ordinal);
            Assert.Equal(2, run.Error.Split("; expected ").Length);
        }
    }

    [LinuxFact]
    public void What_cannot_be_read_is_told_like_any_other_input()
    {
        var run = Sva.Run("replay", "/proc/self/mem", "--scenario", Race);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("/proc/self/mem: it cannot be read", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--most-faults: nothing may go wrong without --faults", "explore", "FILE", "--most-faults", "2")]
    [InlineData("--html: cannot write", "explore", "FILE", "--orders", "3", "--html", "nowhere/order.html")]
    [InlineData("sva: --journal= is given without a value", "explore", "FILE", "--journal=", "--orders", "3")]
    [InlineData("sva: --strategy is given without a value", "explore", "--strategy", "--orders", "5", "FILE")]
    [InlineData(
        "--json: this cannot be together with --mermaid; expected one of --json, --mermaid and --step",
        "replay",
        "TOKEN",
        "--json",
        "--mermaid"
    )]
    [InlineData("--json: this cannot be together with --step", "replay", "TOKEN", "--json", "--step")]
    public void Options_that_cannot_be_followed_are_refused_before_anything_runs(string says, params string[] args)
    {
        var run = Sva.Run([
            .. args.Select(static arg =>
                arg switch
                {
                    "FILE" => Race,
                    "TOKEN" => TokenOf(Race),
                    _ => arg,
                }
            ),
        ]);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith(says.Replace("=", "", StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_of_events_is_nothing_to_reach()
    {
        var file = _folder.Write("reached.yaml", Wrong + "\nreached:\n  - []\n");
        var run = Sva.Run("explore", file);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            "reached.yaml:19:5: the list is too short; expected an event, such as unbind_waits",
            run.Error,
            StringComparison.Ordinal
        );
    }

    [SignalFact("INT")]
    public Task Ctrl_C_in_an_exploration_prints_what_it_found() => Interrupt("INT");

    [SignalFact("TERM")]
    public Task SIGTERM_in_an_exploration_prints_what_it_found() => Interrupt("TERM");

    /// <summary>The findings so far are printed, and no further scenario is begun.</summary>
    private async Task Interrupt(string signal)
    {
        var journal = Path.Combine(_folder.Path, "orders.journal");
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "sva"),
            [
                "explore",
                Path.Combine(Sva.Scenarios, "races", "r8-last-put-of-a-fault-worker.yaml"),
                Race,
                "--strategy",
                "random",
                "--time",
                "5m",
                "--journal",
                journal,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Sva.Root,
        };
        using var exploring = Process.Start(start)!;
        var (output, error) = (exploring.StandardOutput.ReadToEndAsync(), exploring.StandardError.ReadToEndAsync());
        Assert.True(SpinWait.SpinUntil(() => exploring.HasExited || HasBegun(journal), TimeSpan.FromMinutes(2)), "no order began");
        using var kill = Process.Start("/bin/kill", [$"-{signal}", $"{exploring.Id}"]);
        Assert.True(exploring.WaitForExit(TimeSpan.FromMinutes(1)), "it goes on");
        Assert.Equal(130, exploring.ExitCode);
        Assert.Contains("r8-last-put-of-a-fault-worker  random", await output, StringComparison.Ordinal);
        Assert.DoesNotContain("d1-bind-bind-two-devices  random", await output, StringComparison.Ordinal);
        Assert.Matches(@"d1-bind-bind-two-devices\W+not explored", await output);
        Assert.Contains("sva: stopped", await error, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_full_disk_is_no_fault_of_the_program()
    {
        var run = Sva.RunShell($"'{Path.Combine(AppContext.BaseDirectory, "sva")}' explore '{Race}' --orders 5 >/dev/full");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("sva: the result cannot be written: no space is left on the device", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 0, -1, 0, 0, 0, 0)] // all fit
    [InlineData(200, 0, -1, 0, 40, 140, 0)] // nothing broke: the beginning, and the end
    [InlineData(200, 200, -1, 140, 0, 0, 0)] // nothing was chosen: the end
    [InlineData(200, 200, 150, 147, 0, 0, 0)] // the choice is in the end that is shown
    [InlineData(200, 200, 50, 47, 87, 93, 0)] // far from the end: the choice, and the last ones
    [InlineData(200, 200, 2, 0, 40, 140, 0)]
    [InlineData(63, 63, 1, 0, 40, 3, 0)]
    [InlineData(62, 62, 1, 0, 0, 0, 0)] // a step or two are not left out
    [InlineData(64, 17, 7, 4, 0, 0, 47)] // behind the break nothing matters
    [InlineData(200, 150, 20, 17, 57, 73, 50)]
    public void Of_a_long_order_its_choices_are_shown_and_where_it_broke(
        int count,
        int broke,
        int choice,
        int before,
        int gapAt,
        int between,
        int after
    )
    {
        StoryStep[] steps =
        [
            .. Enumerable
                .Range(0, count)
                .Select(at => new StoryStep(at + 1, TimeSpan.Zero, StepKind.Request, "a", "b", "Run", null, at == choice ? 1 : 0)),
        ];
        var violation = broke == 0 ? null : new Violation(ViolationKind.Safety, "x", "y") { Step = broke };
        var shown = ShownSteps.Of(new(steps, new(violation, false, count, 0), new([])));
        Assert.Equal((before, between, after), (shown.Before, shown.Between, shown.After));
        Assert.True(between == 0 || shown.GapAt == gapAt, $"{shown.GapAt}");
    }

    // The first worker's place in the file is empty until its first order begins.
    private static bool HasBegun(string journal)
    {
        if (!File.Exists(journal))
        {
            return false;
        }

        using var stream = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = Math.Min(256, stream.Length);
        return stream.ReadByte() == 1;
    }

    private static string TokenOf(string file) =>
        new SvaOrleans.Simulation.Exploration.Replay.ReplayToken(
            SvaOrleans.Scenarios.ScenarioLoader.Read(file)[0].Hash,
            "random-0",
            []
        ).ToString();

    [GeneratedRegex(@"\./sva replay (.*)")]
    private static partial Regex Repeat();
}
