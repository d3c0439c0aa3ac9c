using System.Diagnostics;
using System.Net;
using System.Text.Json;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Client;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Tests.Crashes;

/// <summary>A silo dies without notice: its hosts boot again elsewhere, the other hosts are not affected, and waiting clients learn that
/// the outcome is not known.</summary>
public sealed class SiloDeathTests
{
    private const int HostsPerClient = 12;

    // Plain requests renew nothing while a test waits for hosts to come back.
    private static readonly string[] LongLease = ["--SvaOrleans:Serve:Lease", "00:05:00"];

    private static readonly TimeSpan BackLimit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Hosts_of_a_dead_silo_come_back_empty_and_the_others_never_notice()
    {
        await using var server = await TestServer.Start(LongLease);
        await using var client = await TestClient.Open(server);
        await BootAndBind(client);
        var before = await Hosts(server);
        var victim = before.Values.First().Silo;
        Assert.True(before.Values.Select(static host => host.Silo).Distinct().Count() > 1, "all hosts are on one silo");

        await Die(server, victim);
        var after = await WhenAllAnswer(server);

        foreach (var (name, was) in before)
        {
            var now = after[name];
            if (was.Silo == victim)
            {
                Assert.Equal(was.Epoch.Next, now.Epoch);
                Assert.NotEqual(victim, now.Silo);
                Assert.Equal(0, (await View(server, name)).View.Left.Bonds);
            }
            else
            {
                Assert.Equal((was.Epoch, was.Silo, was.Objects), (now.Epoch, now.Silo, now.Objects));
                Assert.Equal(TestHost.Devices + 1, (await View(server, name)).View.Left.Bonds);
            }
        }

        Assert.Contains((await Cluster(server)).Silos, silo => silo.Name == victim && silo.State == SiloState.Gone);
    }

    [Fact]
    public async Task What_the_dead_boot_gave_is_honoured_by_nobody()
    {
        await using var server = await TestServer.Start(LongLease);
        await using var client = await TestClient.Open(server);
        var host = client.Host();
        var booted = await client.Boot(host);
        await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds));
        await Die(server, (await Hosts(server)).Values.Single().Silo);
        await WhenAllAnswer(server);

        using var run = await server.Post($"{client.Path}/run", JsonSerializer.Serialize(host.Run(booted, host.Binds), ApiJson.Options));
        Assert.Equal(FaultKind.Unknown, (await TestServer.FaultOf(run)).Fault);
        using var events = await server.Post(
            $"{client.Path}/events",
            JsonSerializer.Serialize(new HostQuestion(host.Spec.Host, new(booted.At, booted.Epoch)), ApiJson.Options)
        );
        Assert.Equal(FaultKind.Unknown, (await TestServer.FaultOf(events)).Fault);
        Assert.Equal(0, (await View(server, host.Spec.Host)).View.Left.Bonds);
    }

    [Fact]
    public async Task A_host_comes_back_from_its_checkpoint_when_it_was_asked_to()
    {
        await using var server = await TestServer.Start(LongLease);
        await using var client = await TestClient.Open(server);
        await BootAndBind(client);
        var before = await Hosts(server);
        foreach (var name in before.Keys)
        {
            using var kept = await server.Post($"/api/v1/hosts/{name}/checkpoint", """{"comesBackRestored":true}""");
            Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        }

        var pictures = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in before.Keys)
        {
            pictures[name] = JsonSerializer.Serialize((await View(server, name)).View, ApiJson.Options);
        }

        await Die(server, before.Values.First().Silo);
        await WhenAllAnswer(server);
        foreach (var (name, picture) in pictures)
        {
            Assert.Equal(picture, JsonSerializer.Serialize((await View(server, name)).View, ApiJson.Options));
        }
    }

    [Fact]
    public async Task A_silo_that_joins_takes_new_hosts_and_no_old_one()
    {
        await using var server = await TestServer.Start(LongLease);
        await using var client = await TestClient.Open(server);
        await BootAndBind(client);
        var before = await Hosts(server);
        using var added = await server.Post("/api/v1/silos", "{}");
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        await using var second = await TestClient.Open(server);
        await BootAndBind(second);
        var after = await Hosts(server);
        Assert.All(before, pair => Assert.Equal((pair.Value.Silo, pair.Value.Epoch), (after[pair.Key].Silo, after[pair.Key].Epoch)));
        Assert.Contains("silo-2", after.Values.Select(static host => host.Silo));
    }

    [Fact]
    public async Task A_client_that_falls_silent_loses_its_hosts()
    {
        await using var server = await TestServer.Start("--SvaOrleans:Serve:Lease", "00:00:01");
        await using var silent = await TestClient.Open(server);
        await silent.Boot(silent.Host());
        await Until(async () => (await Hosts(server)).Count == 0);
        using var answer = await server.Post($"{silent.Path}/renew", "{}");
        Assert.Equal(FaultKind.NotFound, (await TestServer.FaultOf(answer)).Fault);

        // A client that renews, as the console's does in the background, keeps them without other requests.
        using var patient = new ClusterClient(server.Server.Address, null);
        await using var simulation = await RemoteSimulation.Open(patient);
        await simulation.Boot(new TestHost(simulation.HostPrefix + "h0").Spec);
        var since = Stopwatch.GetTimestamp();
        await Until(() => Task.FromResult(Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(3)));
        Assert.Single(await Hosts(server));
    }

    private static async Task BootAndBind(TestClient client)
    {
        for (var index = 0; index < HostsPerClient; index++)
        {
            var host = client.Host($"h{index}");
            var booted = await client.Boot(host);
            Assert.All(
                (await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds))).Results,
                static result => Assert.Equal(Errno.None, result.Error)
            );
        }
    }

    // As a machine dies: where a silo is a process, by SIGKILL from outside, of which the server knows nothing.
    internal static async Task Die(TestServer server, string silo)
    {
        if ((await Cluster(server)).Silos.Single(one => one.Name == silo).ProcessId is { } id)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync();
        }
        else
        {
            await server.Server.Cluster.Kill(silo);
        }
    }

    internal static async Task<ClusterView> Cluster(TestServer server) =>
        JsonSerializer.Deserialize<ClusterView>(await server.Http.GetStringAsync("/api/v1/cluster"), ApiJson.Options)!;

    internal static async Task<HostDetail> View(TestServer server, string host) =>
        JsonSerializer.Deserialize<HostDetail>(await server.Http.GetStringAsync($"/api/v1/hosts/{host}"), ApiJson.Options)!;

    internal static async Task<SortedDictionary<string, HostStatus>> Hosts(TestServer server)
    {
        var page = JsonSerializer.Deserialize<HostPage>(await server.Http.GetStringAsync("/api/v1/hosts"), ApiJson.Options)!;
        return new(
            page.Hosts.ToDictionary(
                static host => host.Name,
                static host => host.Status ?? throw new InvalidOperationException($"{host.Name} does not answer")
            ),
            StringComparer.Ordinal
        );
    }

    internal static async Task<SortedDictionary<string, HostStatus>> WhenAllAnswer(TestServer server)
    {
        SortedDictionary<string, HostStatus>? hosts = null;
        await Until(async () =>
        {
            try
            {
                hosts = await Hosts(server);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
        return hosts!;
    }

    internal static async Task Until(Func<Task<bool>> holds)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < BackLimit, "it did not come about in time");
            await Task.Delay(100);
        }
    }
}
