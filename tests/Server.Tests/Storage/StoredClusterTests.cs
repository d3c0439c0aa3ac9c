using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;
using SvaOrleans.Server.Tests.Crashes;
using SvaOrleans.Server.Tests.Processes;
using SvaOrleans.Silo.Orleans.Postgres;

namespace SvaOrleans.Server.Tests.Storage;

/// <summary>A cluster of silo processes whose members and hosts are kept in PostgreSQL.</summary>
[Trait("Engine", "Orleans")]
public sealed class StoredClusterTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Hosts = 12;

    private static readonly string[] LongLease = ["--SvaOrleans:Serve:Lease", "00:05:00"];

    [PostgresFact]
    public async Task Hosts_that_stay_outlive_a_silo_under_load_and_the_whole_cluster()
    {
        var database = await Prepared();
        var names = new List<string>();
        var pictures = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var epochs = new SortedDictionary<string, BootEpoch>(StringComparer.Ordinal);
        string guest;
        var server = await Start(database);
        try
        {
            var client = await TestClient.Open(server);
            var boots = new List<(TestHost Host, BootResult Booted)>();
            for (var index = 0; index < Hosts; index++)
            {
                var host = client.Host($"h{index}");
                boots.Add((host, await client.Boot(host)));
                names.Add(host.Spec.Host);
            }

            foreach (var (host, booted) in boots)
            {
                await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds));
            }

            // Every other host, so some on either silo.
            foreach (var name in names.Where((_, index) => index % 2 == 0))
            {
                using var kept = await server.Post($"/api/v1/hosts/{name}/checkpoint", """{"comesBackRestored":true}""");
                Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
                pictures[name] = await Picture(server, name);
            }

            // Every program has an answer: done, or unknown.
            var before = await Statuses(server);
            var victim = before.Values.First().Silo;
            var load = boots
                .Select(pair =>
                    Task.Run(async () =>
                    {
                        var told = new List<HttpStatusCode>();
                        for (var run = 0; run < 20; run++)
                        {
                            using var answer = await server.Post(
                                $"{client.Path}/run",
                                JsonSerializer.Serialize(
                                    pair.Host.Run(
                                        pair.Booted,
                                        [
                                            new SpawnStep(run, pair.Host.Of(ObjectKind.Task, $"l{run}"), pair.Host.Mm($"L{run}")),
                                            new ExitStep(100 + run, pair.Host.Of(ObjectKind.Task, $"l{run}"), true),
                                        ]
                                    ),
                                    ApiJson.Options
                                )
                            );
                            told.Add(answer.StatusCode);
                        }

                        return (pair.Host.Spec.Host, told);
                    })
                )
                .ToArray();
            await SiloDeathTests.Die(server, victim);
            foreach (var (name, told) in await Task.WhenAll(load))
            {
                Assert.All(
                    told,
                    status =>
                        Assert.True(
                            status == HttpStatusCode.OK || (status == HttpStatusCode.BadGateway && before[name].Silo == victim),
                            $"{name} on {before[name].Silo}: {status}"
                        )
                );
            }

            await SiloDeathTests.WhenAllAnswer(server);
            Assert.All(
                await Statuses(server),
                pair =>
                    Assert.Equal(before[pair.Key].Silo == victim ? before[pair.Key].Epoch.Next : before[pair.Key].Epoch, pair.Value.Epoch)
            );
            await server.Http.DeleteAsync($"{client.Path}?keep=true");

            // A host of another client, which ends with the server.
            var second = await TestClient.Open(server);
            guest = second.Host().Spec.Host;
            await second.Boot(second.Host());
            epochs = new(StringComparer.Ordinal);
            foreach (var (name, status) in await Statuses(server))
            {
                epochs[name] = status.Epoch;
            }
        }
        finally
        {
            await server.DisposeAsync();
        }

        server = await Start(database);
        try
        {
            var after = await Statuses(server);
            Assert.Equal(names.Order(StringComparer.Ordinal), after.Keys);
            Assert.All(after, pair => Assert.Equal(epochs[pair.Key].Next, pair.Value.Epoch));
            foreach (var (name, picture) in pictures)
            {
                Assert.Equal(picture, await Picture(server, name));
            }

            Assert.Equal(0, (await View(server, names[1])).View.Left.Bonds);

            // No new client has the name of one whose hosts were there.
            await using var client = await TestClient.Open(server);
            Assert.DoesNotContain(client.Session, names.Append(guest).Select(static name => name.Split('-')[0]));
            Assert.Equal("SvaOrleans-2", await postgres.Do(database, "SELECT string_agg(DISTINCT cluster, ',') FROM sva_silo"));

            // A host that is switched off is forgotten.
            Assert.Equal(HttpStatusCode.NoContent, (await server.Http.DeleteAsync($"/api/v1/hosts/{names[0]}")).StatusCode);
            Assert.Equal(Hosts - 1L, await postgres.Do(database, "SELECT count(*) FROM sva_host"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    // A write of the hung silo's hosts names an old version of their row.
    [PostgresFact]
    public async Task What_a_silo_stores_after_its_death_is_refused() =>
        await HungSiloTests.AssertHonouredByNobody(await Start(await Prepared()));

    // Orleans' silos would try each of the dead that the table calls active, for a minute and a half: every start is a cluster of its own.
    [PostgresFact]
    public async Task A_cluster_that_was_killed_as_a_whole_is_back_soon_on_other_ports()
    {
        var database = await Prepared();
        string kept;
        await using (
            var first = await UpProcess.Start(
                ["--silos", "2"],
                [("SvaOrleans__Serve__Lease", LongLease[1]), .. postgres.Variables(database)]
            )
        )
        {
            var session = (await first.Ask<SessionOpened>("/api/v1/sessions", new object())).Session;
            var host = new TestHost($"{session}-h0");
            var booted = await first.Ask<BootResult>($"/api/v1/sessions/{session}/boot", host.Spec);
            Assert.Equal(Errno.None, booted.Error);
            kept = host.Spec.Host;
            await first.Http.DeleteAsync($"/api/v1/sessions/{session}?keep=true");
            await first.KillAll();
        }

        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        var server = await Start(database);
        try
        {
            var took = System.Diagnostics.Stopwatch.GetElapsedTime(since);
            Assert.Equal(new BootEpoch(2), (await Statuses(server))[kept].Epoch);
            Assert.True(took < TimeSpan.FromSeconds(60), $"{took}");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task While_the_database_is_away_what_runs_goes_on_and_nothing_can_be_kept()
    {
        var own = new PostgresServer();
        await own.InitializeAsync();
        try
        {
            var database = await own.MakeDatabase();
            await Storages.ApplySchema(own.Settings(database));
            var server = await TestServer.Start([.. LongLease, .. own.Settings(database)]);
            try
            {
                await using var client = await TestClient.Open(server);
                var host = client.Host();
                var booted = await client.Boot(host);
                await own.StopServer();

                Assert.All(
                    (await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds))).Results,
                    static result => Assert.Equal(Errno.None, result.Error)
                );
                using (var kept = await server.Post($"/api/v1/hosts/{host.Spec.Host}/checkpoint", """{"comesBackRestored":true}"""))
                {
                    var fault = await TestServer.FaultOf(kept);
                    Assert.Equal(FaultKind.Unknown, fault.Fault);
                    Assert.Contains("no PostgreSQL server answers at 127.0.0.1", fault.Message, StringComparison.Ordinal);
                }

                using (var boot = await server.Http.PostAsJsonAsync($"{client.Path}/boot", client.Host("h1").Spec, ApiJson.Options))
                {
                    Assert.Equal(FaultKind.Unknown, (await TestServer.FaultOf(boot)).Fault);
                }

                await own.StartServer();
                await SiloDeathTests.Until(async () =>
                {
                    using var kept = await server.Post($"/api/v1/hosts/{host.Spec.Host}/checkpoint", """{"comesBackRestored":true}""");
                    return kept.StatusCode == HttpStatusCode.OK;
                });
            }
            finally
            {
                await server.DisposeAsync();
            }
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    private async Task<string> Prepared()
    {
        var database = await postgres.MakeDatabase();
        await Storages.ApplySchema(postgres.Settings(database));
        return database;
    }

    private Task<TestServer> Start(string database) => TestServer.Start([.. LongLease, .. postgres.Settings(database)]);

    private static async Task<SortedDictionary<string, HostStatus>> Statuses(TestServer server) => await SiloDeathTests.Hosts(server);

    private static Task<HostDetail> View(TestServer server, string host) => SiloDeathTests.View(server, host);

    private static async Task<string> Picture(TestServer server, string host) =>
        JsonSerializer.Serialize((await View(server, host)).View, ApiJson.Options);
}
