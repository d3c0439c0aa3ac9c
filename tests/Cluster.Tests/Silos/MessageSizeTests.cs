using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using SvaOrleans.Cluster.Tests.Hosts;
using SvaOrleans.Cluster.Tests.Wire;
using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Events;
using SvaOrleans.Server.Api;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Orleans;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Cluster.Tests.Silos;

/// <summary>No message between silos is larger than what Orleans carries: one that is would be lost, and others of its sender with
/// it.</summary>
public sealed class MessageSizeTests
{
    // Octets between silos for one octet of a client's request.
    private const int GrowthMax = 4;

    private const int Seeds = 40;

    [Theory]
    [InlineData(typeof(HostSpec))]
    [InlineData(typeof(HostRunRequest))]
    [InlineData(typeof(HostReplayRequest))]
    public void What_clients_may_send_fits(Type type)
    {
        using var services = new ServiceCollection()
            .AddSerializer(static serializer => serializer.AddAssembly(typeof(IHostGrain).Assembly))
            .BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var sent = new Samples(seed).Make(type);
            var (asked, carried) = (
                JsonSerializer.SerializeToUtf8Bytes(sent, type, ApiJson.Options).Length,
                serializer.SerializeToArray<object>(sent).Length
            );
            Assert.True(carried <= GrowthMax * asked, $"seed {seed}: {asked} octets are {carried} between silos");
        }

        Assert.True(ServeOptions.RequestMaxMost * GrowthMax < SvaSilo.MessageMax);
    }

    [Fact]
    public async Task As_many_events_as_a_host_keeps_are_taken_in_one_piece()
    {
        await using var cluster = await TestSilos.Start(1, hasControl: true);
        var client = new HostClient(cluster.Simulate(), "h0");
        await client.Boot();
        cluster.Events.Take("h0");
        var happened = new SvaEvent(
            default,
            new("h0", ObjectKind.Device, "0000:00:00.0"),
            1,
            SvaEventKind.Warning,
            default,
            default,
            default,
            default,
            0,
            new string('n', 120)
        );
        for (var count = 0; count < EventLog.WaitingMax; count++)
        {
            cluster.Events.Append(happened);
        }

        // More than the 100 MB that Orleans carries by default, and less than what is kept at most.
        var taken = await client.TakeEvents();
        Assert.True(taken.Length * (long)happened.Note!.Length > 50_000_000, $"{taken.Length}");
        Assert.Contains("events were lost because no client took them", taken[^1].Note, StringComparison.Ordinal);
        Assert.Equal(new BootEpoch(1), (await client.Renew()).Epoch);
    }

    [Fact]
    public void What_is_kept_of_one_host_is_bounded_by_its_size_too()
    {
        var events = new EventLog(keepsAll: true);
        var happened = new SvaEvent(
            default,
            new("h0", ObjectKind.Task, "t"),
            1,
            SvaEventKind.Warning,
            default,
            default,
            default,
            default,
            0,
            new string('n', 1 << 20)
        );
        for (var count = 0; count < 200; count++)
        {
            events.Append(happened);
        }

        var taken = events.Take("h0");
        Assert.InRange(taken.Count, 60, 100);
        Assert.Equal($"{201 - taken.Count} events were lost because no client took them", taken[^1].Note);
        Assert.Empty(events.Take("h0"));
    }
}
