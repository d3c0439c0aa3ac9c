namespace SvaOrleans.Console.Tests.Verdicts;

/// <summary>Several scenarios in one call, and claims of every order in a run of one.</summary>
public class SeveralRunsTests
{
    private const string Race = """
        format: sva-scenario/1
        name: race
        hosts:
          h0:
            iommus: {smmu0: {kind: arm-smmu-v3}}
            devices: {"00:00.0": {group: ga, domain: A}}
        setup:
          - device_init: {device: "00:00.0"}
          - process: X
          - bind: {device: "00:00.0", mm: X}
        steps:
          - parallel:
              one:
                - kill: X
                  expect: {always: true, error: ERROR}
              two:
                - find: {pasid: 1}
        """;

    [Fact]
    public void A_claim_of_every_order_is_checked_on_the_one_that_runs()
    {
        using var folder = new TemporaryFolder();
        var holds = folder.Write("true.yaml", Race.Replace("ERROR", "0", StringComparison.Ordinal));
        var broken = folder.Write("false.yaml", Race.Replace("ERROR", "-EBUSY", StringComparison.Ordinal));

        var held = Sva.Run("run", holds);
        Assert.Equal(0, held.ExitCode);
        Assert.Contains(
            "true.yaml:15: 'always' was checked on the one order that ran; sva explore checks it on others",
            held.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("\"always\":\"one order\"", Sva.Run("run", "--json", holds).Out, StringComparison.Ordinal);

        var both = Sva.Run("run", "--quiet", "--events", holds, broken);
        Assert.Equal(1, both.ExitCode);
        Assert.StartsWith($"passed race ({holds}) (", both.Lines[0], StringComparison.Ordinal);
        Assert.Contains("'always' checked on the one order that ran", both.Lines[0], StringComparison.Ordinal);
        Assert.Contains("kill: expected -EBUSY, but it answered 0", both.Out, StringComparison.Ordinal);
        Assert.Contains($"failed race ({broken}) (", both.Out, StringComparison.Ordinal);
        Assert.Equal("of 2 scenarios: 1 passed, 1 failed", both.Lines[^1]);
    }

    [Fact]
    public void A_scenario_runs_as_alone_whatever_ran_before_it_in_the_same_call()
    {
        using var folder = new TemporaryFolder();
        var race = folder.Write("race.yaml", Race.Replace("ERROR", "0", StringComparison.Ordinal));
        var other = Sva.Shipped("w2-kill.yaml");

        var alone = Untimed(Sva.Run("run", "--json", "--events", "--seed", "3", "--engine", "simulated", race));
        var third = Untimed(Sva.Run("run", "--json", "--events", "--seed", "3", "--engine", "simulated", race, other, race));

        Assert.True(alone.Length > 10, $"{alone.Length} lines");
        Assert.Equal(alone, third[..alone.Length]);
        Assert.Equal(alone, third[^alone.Length..]);

        static string[] Untimed(SvaResult result) =>
            [.. result.Lines.Select(static line => System.Text.RegularExpressions.Regex.Replace(line, "\"measured[A-Za-z]*\":[^,}]*", ""))];
    }

    [Fact]
    public void An_event_file_is_named_that_an_import_wrote()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "gcc.events");
        var result = Sva.Run("trace", "import", Path.Combine(Sva.Root, "tests", "data", "traces", "gcc.strace"), "-o", file);
        Assert.Equal(0, result.ExitCode);
        Assert.Matches($"{System.Text.RegularExpressions.Regex.Escape(file)}: [0-9]+ events written", result.Lines[^1]);
    }
}
