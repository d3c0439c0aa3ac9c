using System.Net;
using SvaOrleans.Server.Client;
using SvaOrleans.Server.Tests.Processes;

namespace SvaOrleans.Server.Tests.Stops;

/// <summary>Every way to stop a server ends it in order, without a word on standard error, and leaves no process.</summary>
public sealed class SignalTests
{
    private static readonly string[] TwoSilos = ["--silos", "2"];

    [GroupTheory]
    [InlineData("TERM", true)]
    [InlineData("TERM", false)]
    [InlineData("INT", true)]
    [InlineData("INT", false)]
    [InlineData("HUP", true)]
    public async Task A_signal_ends_it_in_order(string signal, bool isOfGroup)
    {
        await using var up = await UpProcess.Start(TwoSilos);
        await Keep(up);
        var silos = up.Silos;
        await (isOfGroup ? up.SignalGroup(signal) : up.Signal(signal));
        Assert.Equal(0, await up.Exit());
        Assert.Empty(up.Error);
        Assert.EndsWith("stopping", up.Said.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain(silos, UpProcess.Lives);
    }

    [GroupFact]
    public async Task The_signal_of_timeout_which_comes_twice_is_one()
    {
        await using var up = await UpProcess.Start(TwoSilos);
        await Keep(up);
        await up.Signal("TERM");
        await up.SignalGroup("TERM");
        Assert.Equal(0, await up.Exit());
        Assert.Empty(up.Error);
    }

    [GroupFact]
    public async Task A_request_under_way_is_answered_before_the_group_ends()
    {
        await using var up = await UpProcess.Start(TwoSilos);
        using var request = await HalfRequest.Send(up);
        await up.SignalGroup("TERM");

        // The rest of the body comes well after the signal: silos that had left on their own would have ended by then.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.All(up.Silos, static silo => Assert.True(UpProcess.Lives(silo)));
        request.End();
        using var answered = await request.Answer;
        Assert.Equal(HttpStatusCode.BadRequest, answered.StatusCode);
        Assert.Equal(0, await up.Exit());
        Assert.Empty(up.Error);
    }

    [GroupFact]
    public async Task A_second_interrupt_ends_it_at_once()
    {
        await using var up = await UpProcess.Start(TwoSilos);
        using var request = await HalfRequest.Send(up);
        var silos = up.Silos;
        await up.SignalGroup("INT");
        await Task.Delay(TimeSpan.FromSeconds(1));
        await up.SignalGroup("INT");
        Assert.Equal(130, await up.Exit());
        Assert.Contains("sva: ended at once", up.Error);
        await WithinBound(silos);
        Assert.DoesNotContain(up.Error, static line => line.Contains("   at ", StringComparison.Ordinal));
        request.End();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request.Answer);
    }

    [GroupFact]
    public async Task A_start_that_is_stopped_leaves_nothing()
    {
        await using var up = UpProcess.Begin(TwoSilos);

        // It handles SIGHUP last. The runtime itself has a handler of SIGTERM before, which says nothing.
        await UpProcess.Eventually(() => UpProcess.HandlesHangUp(up.Id), static () => "it never listened to signals");
        await up.SignalGroup("TERM");
        Assert.True(await up.Exit() is 0 or 130);
        Assert.DoesNotContain(up.Error, static line => line != "sva: stopped");
    }

    /// <summary>The bound that docs/operations.md names.</summary>
    internal static Task WithinBound(int[] silos) =>
        UpProcess.Eventually(() => !silos.Any(UpProcess.Lives), static () => "silos outlive their server", TimeSpan.FromSeconds(5));

    internal static async Task Keep(UpProcess up, int hosts = 3)
    {
        using var client = new ClusterClient(up.Address, null);
        await using var simulation = await RemoteSimulation.Open(client);
        simulation.KeepsHosts = true;
        for (var index = 0; index < hosts; index++)
        {
            await simulation.Boot(new TestHost($"{simulation.HostPrefix}h{index}").Spec);
        }
    }
}
