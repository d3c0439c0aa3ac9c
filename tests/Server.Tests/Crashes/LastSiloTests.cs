using System.Net;
using System.Text.Json;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Tests.Crashes;

/// <summary>Every silo is killed: the server waits for the next one, and what was to be switched off meanwhile is switched off
/// then.</summary>
public sealed class LastSiloTests
{
    private static readonly string[] Lease = ["--SvaOrleans:Serve:Lease", "00:00:30"];

    [Fact]
    public async Task Without_a_silo_requests_are_unknown_or_refused_until_the_next_one_comes()
    {
        await using var server = await TestServer.Start(Lease);
        await using var client = await TestClient.Open(server);
        var host = client.Host();
        var booted = await client.Boot(host);
        await KillAll(server);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Http.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/health/live")).StatusCode);

        using var run = await server.Post($"{client.Path}/run", JsonSerializer.Serialize(host.Run(booted, host.Binds), ApiJson.Options));
        Assert.Equal(FaultKind.Unknown, (await TestServer.FaultOf(run)).Fault);
        using var boot = await server.Post($"{client.Path}/boot", JsonSerializer.Serialize(client.Host("h1").Spec, ApiJson.Options));
        Assert.Equal(FaultKind.Unknown, (await TestServer.FaultOf(boot)).Fault);
        Assert.Equal(2, (await server.Get("/api/v1/hosts")).GetProperty("total").GetInt32());

        await AddSilo(server);
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync("/health/ready")).StatusCode);
        await SiloDeathTests.Until(async () =>
        {
            var page = await server.Http.GetStringAsync("/api/v1/hosts?contains=h0");
            return JsonSerializer.Deserialize<SvaOrleans.Server.Api.HostPage>(page, ApiJson.Options)!.Hosts.Single().Status is { } status
                && status.Epoch == booted.Epoch.Next;
        });
    }

    [Fact]
    public async Task A_host_that_could_not_be_switched_off_is_switched_off_when_a_silo_is_there()
    {
        await using var server = await TestServer.Start(Lease);
        await using var other = await TestClient.Open(server);
        await other.Boot(other.Host());
        var client = await TestClient.Open(server);
        var booted = await client.Boot(client.Host());
        Assert.True(booted.Error.IsSuccess);
        await KillAll(server);
        await client.DisposeAsync();
        Assert.Equal(2, (await server.Get("/api/v1/cluster")).GetProperty("hosts").GetInt32());

        await AddSilo(server);
        await SiloDeathTests.Until(async () => (await server.Get("/api/v1/cluster")).GetProperty("hosts").GetInt32() == 1);

        // The one whose client is there stays.
        await SiloDeathTests.WhenAllAnswer(server);
        Assert.Equal([other.Host().Spec.Host], (await SiloDeathTests.Hosts(server)).Keys);
    }

    [Fact]
    public async Task A_session_that_is_closed_while_its_hosts_boot_leaves_none_behind()
    {
        await using var server = await TestServer.Start(Lease);
        for (var round = 0; round < 20; round++)
        {
            var client = await TestClient.Open(server);
            var boots = Enumerable
                .Range(0, 4)
                .Select(index =>
                    server.Post($"{client.Path}/boot", JsonSerializer.Serialize(client.Host($"h{index}").Spec, ApiJson.Options))
                )
                .ToArray();
            await client.DisposeAsync();
            foreach (var boot in boots)
            {
                (await boot).Dispose();
            }
        }

        Assert.Equal(0, (await server.Get("/api/v1/cluster")).GetProperty("hosts").GetInt32());
        var activity = await server.Get("/api/v1/activity");
        Assert.DoesNotContain(
            activity.GetProperty("silos").EnumerateArray().SelectMany(static silo => silo.GetProperty("types").EnumerateArray()),
            static type =>
                type.GetProperty("activations").GetInt64() > 0
                && type.GetProperty("type").GetString()!.StartsWith("host-", StringComparison.Ordinal)
        );
    }

    internal static async Task AddSilo(TestServer server)
    {
        using var added = await server.Post("/api/v1/silos", "{}");
        Assert.True(added.StatusCode == HttpStatusCode.OK, await added.Content.ReadAsStringAsync());
    }

    private static async Task KillAll(TestServer server)
    {
        foreach (var silo in (await SiloDeathTests.Cluster(server)).Silos.Where(static silo => silo.State == SiloState.Up))
        {
            using var killed = await server.Http.DeleteAsync($"/api/v1/silos/{silo.Name}");
            Assert.Equal(HttpStatusCode.NoContent, killed.StatusCode);
        }

        await SiloDeathTests.Until(async () =>
            (await SiloDeathTests.Cluster(server)).Silos.All(static silo => silo.State == SiloState.Gone)
        );
    }
}
