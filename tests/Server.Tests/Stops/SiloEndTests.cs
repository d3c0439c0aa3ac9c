using System.Text.RegularExpressions;
using SvaOrleans.Server.Tests.Processes;

namespace SvaOrleans.Server.Tests.Stops;

/// <summary>Silo processes that end: with their server, by a signal to one of them, and by a death; and what the log says of it.</summary>
[Trait("Engine", "Orleans")]
public sealed partial class SiloEndTests
{
    [GroupFact]
    public async Task Silos_do_not_outlive_a_server_that_was_killed()
    {
        await using var up = await UpProcess.Start(["--silos", "3"]);
        await SignalTests.Keep(up);
        var silos = up.Silos;
        Assert.Equal(3, silos.Length);
        await up.Signal("KILL");
        await SignalTests.WithinBound(silos);
        await up.Exit();
        Assert.Equal(3, up.Error.Count);
        Assert.All(
            up.Error,
            static line => Assert.Matches(@"^\S+Z error (silo-\d): The server has ended without an order; \1 ends too$", line)
        );
    }

    [GroupFact]
    public async Task A_silo_that_is_told_to_end_leaves_and_the_others_go_on()
    {
        await using var up = await UpProcess.Start(["--silos", "3"]);
        await SignalTests.Keep(up, hosts: 6);
        var silos = up.Silos;
        await UpProcess.Kill("TERM", $"{silos[0]}");
        await up.Says("has left; its hosts come back on other silos");
        Assert.False(UpProcess.Lives(silos[0]));
        Assert.True(UpProcess.Lives(silos[1]) && UpProcess.Lives(silos[2]));
        await SignalTests.Keep(up);
        Assert.Equal(2, up.Error.Count);
        Assert.Matches(
            @"^\S+Z error server: silo-\d \(process \d+\) received a signal to end; it hands over what it has and leaves$",
            up.Error[0]
        );
        await up.SignalGroup("TERM");
        Assert.Equal(0, await up.Exit());
        Assert.Equal(2, up.Error.Count);
    }

    [GroupTheory]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task A_silo_hears_no_signal_but_the_one_that_is_for_it(string signal)
    {
        await using var up = await UpProcess.Start(["--silos", "2"]);
        foreach (var silo in up.Silos)
        {
            await UpProcess.Kill(signal, $"{silo}");
        }

        await SignalTests.Keep(up);
        Assert.All(up.Silos, static silo => Assert.True(UpProcess.Lives(silo)));
        await up.Signal("TERM");
        Assert.Equal(0, await up.Exit());
        Assert.Empty(up.Error);
    }

    [GroupFact]
    public async Task Of_killed_silos_the_server_says_one_line_each()
    {
        await using var up = await UpProcess.Start(["--silos", "3", "--log", "json"]);
        await SignalTests.Keep(up, hosts: 6);
        await UpProcess.Kill("KILL", $"{up.Silos[0]}");
        await UpProcess.Kill("KILL", $"{up.Silos[1]}");
        await up.Says("silo-0 (");
        await up.Says("silo-1 (");
        await SignalTests.Keep(up);
        await up.SignalGroup("TERM");
        Assert.Equal(0, await up.Exit());
        Assert.Equal(2, up.Error.Count);
        foreach (var line in up.Error)
        {
            var entry = System.Text.Json.JsonDocument.Parse(line).RootElement;
            Assert.Matches(Time(), entry.GetProperty("time").GetString());
            Assert.Equal(("error", "server"), (entry.GetProperty("level").GetString(), entry.GetProperty("process").GetString()));
            Assert.Contains(
                "has ended; its hosts come back on other silos",
                entry.GetProperty("message").GetString(),
                StringComparison.Ordinal
            );
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Time();
}
