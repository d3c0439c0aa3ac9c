using System.Text.Json;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Tests.Activity;

/// <summary>The pages show exactly the activity of the grains.</summary>
public sealed class ActivityTests
{
    [Fact]
    public async Task Every_call_is_counted_once()
    {
        await using var server = await TestServer.Start();
        await using var client = await TestClient.Open(server);
        var host = client.Host();
        var booted = await client.Boot(host);
        var run = await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds));
        Assert.All(run.Results, static result => Assert.True(result.Error.IsSuccess, $"step {result.StepId}: {result.Error}"));

        var activity = await Activity(server);
        Assert.Equal(1, Calls(activity, "host", "Boot"));
        Assert.Equal(1, Calls(activity, "host", "Run"));
        Assert.Equal(1, Calls(activity, "task", "Run"));
        Assert.Equal(2, Calls(activity, "task", "Spawn"));
        Assert.Equal(TestHost.Devices, Calls(activity, "device-2018", "Configure"));
        Assert.Equal(TestHost.Devices, Calls(activity, "device-2018", "Init"));
        Assert.Equal(TestHost.Devices + 1, Calls(activity, "device-2018", "Bind"));
        Assert.Equal(TestHost.Devices + 1, Calls(activity, "io-mm-2018", "Attach"));
        Assert.Equal(1, Calls(activity, "device-2018", "Dma"));
        Assert.Equal(1, Calls(activity, "mm", "Mmap"));
        Assert.Equal(TestHost.Devices, TypesOf(activity, "device-2018").Sum(static type => type.Activations));
        Assert.Equal(2, TypesOf(activity, "domain").Sum(static type => type.Activations));
        Assert.Equal(2, TypesOf(activity, "io-mm-2018").Sum(static type => type.Activations));
        Assert.All(activity.Silos.SelectMany(static silo => silo.Types), static type => Assert.Equal(0, type.Queued));
        Assert.All(
            activity.Silos.SelectMany(static silo => silo.Types).SelectMany(static type => type.Methods),
            static method => Assert.Equal(0, method.Faults)
        );
        var binds = MethodsOf(activity, "device-2018", "Bind").Single();
        Assert.True(
            binds.LatencyMax > 0 && binds.LatencySum >= binds.LatencyMax && binds.LatencySum <= binds.LatencyMax * binds.Calls,
            binds.ToString()
        );
    }

    [Fact]
    public async Task A_call_that_ends_in_an_exception_is_counted_as_one_that_did()
    {
        await using var server = await TestServer.Start();
        await using var client = await TestClient.Open(server);
        var host = client.Host();
        var booted = await client.Boot(host);
        using var answer = await server.Post(
            $"{client.Path}/run",
            JsonSerializer.Serialize(host.Run(booted with { Epoch = booted.Epoch.Next }, []), ApiJson.Options)
        );
        Assert.Equal(FaultKind.Unknown, (await TestServer.FaultOf(answer)).Fault);
        var run = MethodsOf(await Activity(server), "host", "Run").Single();
        Assert.Equal((1, 1, 0), (run.Calls, run.Faults, run.LatencySum));
    }

    [Fact]
    public async Task It_does_not_grow_with_the_number_of_grains()
    {
        await using var server = await TestServer.Start();
        await using var client = await TestClient.Open(server);
        await BootHosts(client, 0, 10);
        var (few, fewOctets) = await Size(server);
        await BootHosts(client, 10, 100);
        var (many, manyOctets) = await Size(server);
        Assert.Equal(few, many);
        Assert.InRange(manyOctets, fewOctets, fewOctets * 13 / 10); // more digits, nothing else
    }

    [Fact]
    public async Task What_is_switched_off_lives_no_more_and_what_it_did_still_counts()
    {
        await using var server = await TestServer.Start();
        await using (var client = await TestClient.Open(server))
        {
            await client.Boot(client.Host());
        }

        var activity = await Activity(server);
        Assert.Equal(0, TypesOf(activity, "device-2018").Sum(static type => type.Activations));
        Assert.Equal(TestHost.Devices, Calls(activity, "device-2018", "Configure"));
    }

    private static async Task BootHosts(TestClient client, int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            Assert.True((await client.Boot(client.Host($"h{index}"))).Error.IsSuccess);
        }
    }

    private static async Task<ActivityView> Activity(TestServer server) =>
        JsonSerializer.Deserialize<ActivityView>(await server.Http.GetStringAsync("/api/v1/activity"), ApiJson.Options)!;

    private static async Task<(int Rows, int Octets)> Size(TestServer server)
    {
        var octets = (await server.Http.GetByteArrayAsync("/api/v1/activity")).Length;
        var activity = await Activity(server);
        return (activity.Silos.Sum(static silo => silo.Types.Sum(static type => 1 + type.Methods.Length)), octets);
    }

    private static IEnumerable<TypeActivity> TypesOf(ActivityView activity, string type) =>
        activity.Silos.SelectMany(static silo => silo.Types).Where(one => one.Type == type);

    private static IEnumerable<MethodActivity> MethodsOf(ActivityView activity, string type, string method) =>
        TypesOf(activity, type).SelectMany(static one => one.Methods).Where(one => one.Method == method);

    private static long Calls(ActivityView activity, string type, string method) =>
        MethodsOf(activity, type, method).Sum(static one => one.Calls);
}
