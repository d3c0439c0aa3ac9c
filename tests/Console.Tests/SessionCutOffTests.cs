using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Client.Connecting;
using SvaOrleans.Scenarios;
using SvaOrleans.Scenarios.Running;
using SvaOrleans.Server;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Simulated;

namespace SvaOrleans.Console.Tests;

/// <summary>The connection to a cluster is cut in each phase of a run, before the request was carried out or after it.</summary>
public sealed class SessionCutOffTests
{
    private static readonly string Scenario = Sva.Shipped("mail-example.yaml");

    public static TheoryData<string, bool> Phases()
    {
        var phases = new TheoryData<string, bool>();
        foreach (var path in (string[])["/sessions", "/boot", "/run", "/events", "/view"])
        {
            phases.Add(path, false);
            phases.Add(path, true);
        }

        return phases;
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public async Task A_run_that_is_cut_off_keeps_its_account(string path, bool isCarriedOut)
    {
        await using var server = await CutServer.Start(path, isCarriedOut);
        using var connection = Connection.To(server.Address);
        var document = ScenarioLoader.Read(Scenario)[0];
        var wanted = ScenarioRunner.Wanted(document.Plan);
        var outcome = await ScenarioRunner.Run(document, new SimulationStart(null, connection), new Unwatched());
        Assert.True(outcome.IsUnknown, string.Join("; ", outcome.Failures));
        Assert.Equal(wanted, outcome.Account.Sum);
        var isNotRun = path is "/sessions" or "/boot" or "/events";
        Assert.Equal(isNotRun, outcome.Account == new OperationAccount(0, 0, 0, wanted));
        Assert.Equal(isNotRun, outcome.Verdict == RunVerdict.NotRun);
        Assert.Equal(path == "/run", outcome.Account.Unknown > 0);
        Assert.Equal(path == "/sessions", outcome.IsNotBegun);

        var load = await new LoadRun([document], new SimulationStart(null, connection), static (_, _) => { }).Run(3, 2, default);
        Assert.True(load.IsBalanced);
        Assert.Equal(3 * wanted, load.Account.Sum);
        Assert.Equal(isNotRun ? (0, 3) : (3, 0), (load.Lines[0].Unknown, load.Lines[0].NotRun));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_whose_last_word_is_cut_off_has_passed(bool isCarriedOut)
    {
        await using var server = await CutServer.Start("DELETE", isCarriedOut);
        using var connection = Connection.To(server.Address);
        Assert.True(
            (await ScenarioRunner.Run(ScenarioLoader.Read(Scenario)[0], new SimulationStart(null, connection), new Unwatched())).HasPassed
        );
    }

    [Fact]
    public async Task Those_who_come_after_the_cluster_has_gone_are_not_begun()
    {
        await using var server = await CutServer.Start("never", false);
        using var connection = Connection.To(server.Address);
        var document = ScenarioLoader.Read(Scenario)[0];
        Assert.True((await ScenarioRunner.Run(document, new SimulationStart(null, connection), new Unwatched())).HasPassed);
        await server.DisposeAsync();
        var after = await ScenarioRunner.Run(document, new SimulationStart(null, connection), new Unwatched());
        Assert.True(after is { IsNotBegun: true, IsUnknown: true }, string.Join("; ", after.Failures));
    }

    [Fact]
    public async Task The_program_says_what_was_lost_and_ends_with_3()
    {
        await using var server = await CutServer.Start("/sessions", false);
        var one = Sva.Run("run", Scenario, "--connect", server.Address);
        Assert.True(one.ExitCode == 3, one.Out + one.Error);
        Assert.Equal("", one.Error);
        var several = Sva.Run("run", Scenario, "--connect", server.Address, "--repeat", "5");
        Assert.True(several.ExitCode == 3, several.Out + several.Error);
        Assert.Contains("0 done + 0 refused + 0 unknown", several.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var demo = Sva.Run("demo", "--connect", server.Address);
        Assert.True(demo.ExitCode == 3, demo.Out + demo.Error);
    }

    /// <summary>A server that hangs up when it is asked something.</summary>
    private sealed class CutServer(ClusterServer server) : IAsyncDisposable
    {
        public string Address => server.Address.ToString().TrimEnd('/');

        /// <summary>Starts one.</summary>
        /// <param name="asked">The end of the path of what it hangs up at, or its method.</param>
        /// <param name="isCarriedOut">Whether it carries it out first.</param>
        public static async Task<CutServer> Start(string asked, bool isCarriedOut)
        {
            var builder = ClusterServer.CreateBuilder(["--SvaOrleans:Serve:Port", "0"]);
            builder.Services.AddSingleton<IServedCluster>(static _ => new EngineCluster(new() { Silos = 2 }));
            return new(
                await ClusterServer.Start(
                    builder,
                    app =>
                        app.Use(
                            async (http, next) =>
                            {
                                var isCut =
                                    http.Request.Path.Value!.EndsWith(asked, StringComparison.Ordinal) || http.Request.Method == asked;
                                if (!isCut)
                                {
                                    await next(http);
                                    return;
                                }

                                if (isCarriedOut)
                                {
                                    http.Response.Body = new MemoryStream();
                                    await next(http);
                                }

                                http.Abort();
                            }
                        )
                )
            );
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
