using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Server.Api;

namespace SvaOrleans.Server.Tests.Memory;

/// <summary>Sessions come and go, each with a host of its own: the server keeps nothing of those that went. Objects are counted, not
/// octets.</summary>
[Trait("Engine", "Simulated")]
public sealed class SessionsLeaveNothingTests
{
    private const int WarmUp = 100;
    private const int Between = 300;

    // The engine looks for what went when there is twice as much as was in use: within so many sessions it has looked at least once.
    private const int Window = 100;

    [Fact]
    public async Task The_number_of_objects_is_the_same_after_many_sessions()
    {
        await using var server = await TestServer.Start();
        await Sessions(server, WarmUp);
        var before = await Smallest(server);
        await Sessions(server, Between);
        var after = await Smallest(server);

        // One object kept of each session would be more.
        Assert.True(after - before < Between, $"{before} objects and elements before {Between + Window} sessions, {after} after them");
    }

    [Fact]
    public async Task What_is_forgotten_is_what_nobody_can_ask_for()
    {
        await using var server = await TestServer.Start();
        await using var client = await TestClient.Open(server);
        var host = client.Host();
        var booted = await client.Boot(host);
        await Sessions(server, Window);

        // A living host is whole, a host that is off within a session that lives keeps its number, a host of a session that is over has
        // none.
        Assert.All(
            (await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds))).Results,
            static result => Assert.Equal(Errno.None, result.Error)
        );
        using (var off = await server.Http.DeleteAsync($"/api/v1/hosts/{host.Spec.Host}"))
        {
            Assert.True(off.IsSuccessStatusCode);
        }

        await Sessions(server, Window);
        Assert.Equal(booted.Epoch.Next, (await client.Boot(host)).Epoch);
        await client.DisposeAsync();
        var status = await server.Server.Cluster.Ask(new(host.Spec.Host, "2018"), static grain => grain.Probe().AsTask());
        Assert.Equal((Errno.ENODEV, default), (status.Error, status.Epoch));
    }

    [Fact]
    public async Task A_host_that_is_up_is_not_forgotten()
    {
        await using var server = await TestServer.Start();
        await using var client = await TestClient.Open(server);
        var host = client.Host();
        await client.Boot(host);
        Assert.Equal(
            Errno.EBUSY,
            (await server.Server.Cluster.Ask(new(host.Spec.Host, "2018"), static grain => grain.Forget().AsTask())).Error
        );
        Assert.Equal(new BootEpoch(1), (await SvaOrleans.Server.Tests.Crashes.SiloDeathTests.Hosts(server))[host.Spec.Host].Epoch);
    }

    private static async Task<long> Smallest(TestServer server)
    {
        var smallest = long.MaxValue;
        for (var session = 0; session < Window; session++)
        {
            await Sessions(server, 1);
            smallest = Math.Min(smallest, Count(server));
        }

        return smallest;
    }

    private static long Count(TestServer server)
    {
        var app = (IAsyncDisposable)
            server.Server.GetType().GetField("_app", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(server.Server)!;
        var services = (IServiceProvider)app.GetType().GetProperty("Services")!.GetValue(app)!;
        var product = server.Server.GetType().Assembly;
        var table = services.GetRequiredService(product.GetType("SvaOrleans.Server.Sessions.SessionTable")!);

        // The journal keeps the last entries of each subject: JournalTests hold its bound.
        var journal = services.GetRequiredService(product.GetType("SvaOrleans.Server.Journal.ClusterJournal")!);
        return new ReachableObjects { LeftOut = [journal] }.Count(server.Server.Cluster, table);
    }

    private static async Task Sessions(TestServer server, int count)
    {
        for (var session = 0; session < count; session++)
        {
            await using var client = await TestClient.Open(server);
            var host = client.Host();
            var booted = await client.Boot(host);
            await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds));
            await client.Ask<HostQuestion, HostEvents>("events", new(host.Spec.Host, new(booted.At, booted.Epoch)));
        }
    }
}
