namespace SvaOrleans.Console.Tests;

/// <summary>Runs that do not go as expected, and what is told of them.</summary>
public class ScenarioRunTests
{
    private const string Head = """
        format: sva-scenario/1
        name: small
        hosts:
          h0:
            iommus: {smmu0: {kind: arm-smmu-v3}}
            devices: {"00:01.0": {group: g, domain: D}, "00:01.1": {group: g, domain: D}}
        setup:
          - device_init: {device: "00:01.0", features: iopf}
          - process: X
          - mmap: {mm: X, pages: 16..31}
        steps:

        """;

    [Fact]
    public void An_expectation_that_fails_is_told_with_its_line_and_the_rest_still_runs()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "wrong.yaml",
            Head
                + """
                  - bind: {device: "00:01.0", mm: X}
                    expect: -EBUSY
                  - expect: {pasids: {3: X}}
                  - unbind: {device: "00:01.0", mm: X}
                    expect: {error: 0, figures: {waited: 1}}
                """
        );

        var result = Sva.Run("run", file);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Error);
        var text = result.Out.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal);
        Assert.Contains(":12: bind: expected -EBUSY, but it answered 0", text, StringComparison.Ordinal);
        Assert.Contains(":14: expected the PASIDs given out to be {3: X}, but it is {1: X}", text, StringComparison.Ordinal);
        Assert.Contains(":15: unbind: expected waited 1, but it was 0", text, StringComparison.Ordinal);
        Assert.Contains("failed small", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setup_that_fails_keeps_the_steps_from_running()
    {
        var result = Sva.RunWith(
            Head.Replace("  - process: X\n", "  - process: X\n  - bind: {device: \"00:01.1\", mm: X}\n", StringComparison.Ordinal)
                + "  - kill: X\n",
            "run",
            "--json",
            "-"
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the setup did not succeed, so the steps were not run", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\"op\":\"kill\"", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_left_does_not_pass_where_nothing_ever_was()
    {
        var result = Sva.RunWith(
            Head + "  - bind: {device: \"00:01.0\", mm: X}\n  - kill: X\n  - expect: {nothing_left: true}\n",
            "run",
            "--json",
            "-"
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "nothing is left, but that shows nothing: on the way 0 device TLB entries and 0 IOTLB entries were filled",
            result.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Nothing_left_names_what_is_left()
    {
        var result = Sva.RunWith(
            Head
                + "  - bind: {device: \"00:01.0\", mm: X}\n  - dma: {device: \"00:01.0\", mm: X, pages: 16..17}\n  - expect: {nothing_left: true}\n",
            "run",
            "--json",
            "-"
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "expected nothing left, but there are 1 PASID, 1 bond, 1 PASID table entry, 4 cached translations",
            result.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_that_hangs_is_told_with_who_waits_for_whom()
    {
        var scenario =
            Head.Replace(
                "{group: g, domain: D}, \"",
                "{group: g, domain: D, driver: {mm_exit: {hang: true}}}, \"",
                StringComparison.Ordinal
            ) + "  - bind: {device: \"00:01.0\", mm: X}\n  - kill: X\n";

        var result = Sva.RunWith(scenario, "run", "-");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the run hangs", result.Out, StringComparison.Ordinal);
        Assert.Contains("RunMmExit", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Out + result.Error, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"hung\"", Sva.RunWith(scenario, "run", "--json", "-").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_driver_that_takes_its_lock_around_shutdown_and_in_mm_exit_hangs()
    {
        var scenario =
            Head.Replace("{group: g, domain: D}, \"", "{group: g, domain: D, driver: {mm_exit: {lock: G}}}, \"", StringComparison.Ordinal)
            + """
                  - bind: {device: "00:01.0", mm: X}
                  - lock: G
                  - kill: X
                  - unlock: G
                """;

        var result = Sva.RunWith(scenario, "run", "-");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the run hangs", result.Out, StringComparison.Ordinal);
        Assert.Contains("h0/lock/G", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Relations_see_the_steps_of_a_block_together()
    {
        const string Block = """
              - parallel:
                  a: [{bind: {device: "00:01.0", mm: X}, id: one}]
                  b: [{bind: {device: "00:01.0", mm: X}, id: two}]
                expect:
                  - exactly_one: {result: {error: 0, pasid: 1}}
                  - count: {result: -EEXIST, times: 1, of: [one, two]}
                  - same_pasid: [one, two]
            """;

        for (var seed = 0; seed < 5; seed++)
        {
            var result = Sva.RunWith(Head + Block, "run", "--json", "--seed", $"{seed}", "-");
            Assert.True(result.ExitCode == 0, result.Out);
        }

        var wrong = Sva.RunWith(Head + Block.Replace("times: 1", "times: 2", StringComparison.Ordinal), "run", "--json", "-");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("expected 2 of these 2 steps with -EEXIST, but there were 1", wrong.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_of_one_file_run_one_after_the_other_in_worlds_of_their_own()
    {
        var one = Head + "  - bind: {device: \"00:01.0\", mm: X}\n    expect: {pasid: 1}\n";

        var result = Sva.RunWith(one + "---\n" + one.Replace("name: small", "name: other", StringComparison.Ordinal), "run", "--json", "-");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.Lines.Count(static line => line.StartsWith("{\"type\":\"state\"", StringComparison.Ordinal)));
        Assert.Contains("\"scenario\":\"other\"", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_can_be_JSON()
    {
        const string Json = """
            {"format": "sva-scenario/1", "hosts": {"h0": {"iommus": {"i": {"kind": "amd-vi"}}, "devices": {"0000:00:01.0": {}}}},
             "steps": [{"process": {"task": "1"}}, {"device_init": {"device": "0000:00:01.0"}},
                       {"bind": {"device": "0000:00:01.0", "mm": 1}, "expect": {"error": 0, "pasid": 1}},
                       {"unbind": {"device": "0000:00:01.0", "pasid": 1}, "expect": 0},
                       {"unbind": {"device": "0000:00:01.0", "pasid": 1}, "expect": "-ESRCH"}]}
            """;

        var result = Sva.RunWith(Json, "run", "--json", "-");

        Assert.True(result.ExitCode == 0, result.Out + result.Error);
    }

    [Fact]
    public void People_get_tables_with_what_it_cost_and_measured_time_apart()
    {
        var result = Sva.Run("run", Sva.Shipped("mail-example.yaml"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("calls of mm_invalidate (fan-out)", result.Out, StringComparison.Ordinal);
        Assert.Contains("modelled", result.Out, StringComparison.Ordinal);
        Assert.Contains("measured)", result.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.All(result.Lines, static line => Assert.True(line.Length <= 80, line));
    }
}
