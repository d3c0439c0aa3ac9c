using System.Diagnostics;
using System.Net;
using System.Text.Json;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Tests.Crashes;

/// <summary>A silo process is killed by SIGKILL in the middle of load: on the silos that survive every host has all its objects still,
/// in the
/// same boot, or counts as crashed as a whole. Orleans' default directory would end activations there that the dead silo knew of.</summary>
[Trait("Engine", "Orleans")]
public sealed class SurvivorTests
{
    private const int Hosts = 30;

    [Fact]
    public async Task Every_object_of_every_host_on_a_surviving_silo_survives()
    {
        var server = await TestServer.Start("--SvaOrleans:Serve:Lease", "00:05:00");
        try
        {
            using (var added = await server.Post("/api/v1/silos", "{}"))
            {
                Assert.Equal(HttpStatusCode.OK, added.StatusCode);
            }

            await using var client = await TestClient.Open(server);
            var boots = new List<(TestHost Host, BootResult Booted)>();
            for (var index = 0; index < Hosts; index++)
            {
                var host = client.Host($"h{index}");
                var booted = await client.Boot(host);
                Assert.All(
                    (await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds))).Results,
                    static result => Assert.Equal(Errno.None, result.Error)
                );
                boots.Add((host, booted));
            }

            var before = await SiloDeathTests.Hosts(server);
            var objects = await Activations(server);
            Assert.Equal(3, before.Values.Select(static host => host.Silo).Distinct().Count());
            var victim = before.Values.First().Silo;
            using var over = new CancellationTokenSource();
            var load = boots.ConvertAll(pair => Task.Run(() => Load(server, client, pair.Host, pair.Booted, over.Token)));
            await SiloDeathTests.Until(async () => (await SiloDeathTests.Hosts(server)).Values.Any(static host => host.Running > 0));
            await SiloDeathTests.Die(server, victim);
            await SiloDeathTests.WhenAllAnswer(server);
            await over.CancelAsync();
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

            var after = await SiloDeathTests.Hosts(server);
            foreach (var (name, was) in before)
            {
                var view = (await SiloDeathTests.View(server, name)).View;
                if (was.Silo == victim)
                {
                    Assert.Equal((was.Epoch.Next, 0), (after[name].Epoch, view.Left.Bonds));
                }
                else
                {
                    Assert.Equal((was.Epoch, was.Silo, was.Objects), (after[name].Epoch, after[name].Silo, after[name].Objects));
                    Assert.Equal(TestHost.Devices + 1, view.Left.Bonds);
                }
            }

            // Nothing is there twice either: a survivor has what it had, and the new boots of the hosts that it took over.
            var now = await Activations(server);
            foreach (var silo in now.Keys)
            {
                var came = after
                    .Where(host => host.Value.Silo == silo && before[host.Key].Silo == victim)
                    .Sum(static host => (long)host.Value.Objects);
                Assert.Equal(objects[silo] + came, now[silo]);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_waits_for_a_silo_that_is_killed_is_told_soon()
    {
        var server = await TestServer.Start("--SvaOrleans:Serve:Lease", "00:05:00");
        try
        {
            await using var client = await TestClient.Open(server);
            var host = client.Host();
            var booted = await client.Boot(host);
            var silo = (await SiloDeathTests.Hosts(server)).Values.Single().Silo;
            var stuck = host.Of(ObjectKind.Task, "stuck");
            var waiting = server.Post(
                $"{client.Path}/run",
                JsonSerializer.Serialize(
                    host.Run(
                        booted,
                        [
                            new InitStep(1, host.Device(0), SvaFeatures.None, default),
                            new SetDriverStep(2, host.Device(0), new(IsMmExitHanging: true)),
                            new SpawnStep(3, stuck, host.Mm("S")),
                            new BindStep(4, host.Device(0), host.Mm("S"), SvaFeatures.None, 0, null),
                            new ExitStep(5, stuck, IsOrderly: false),
                        ]
                    ),
                    ApiJson.Options
                )
            );
            await SiloDeathTests.Until(async () => (await SiloDeathTests.Hosts(server)).Values.Single().Running == 1);
            var since = Stopwatch.GetTimestamp();
            await SiloDeathTests.Die(server, silo);
            using var answer = await waiting;
            var took = Stopwatch.GetElapsedTime(since);
            Assert.Equal(FaultKind.Unknown, (await TestServer.FaultOf(answer)).Fault);

            // Far less than the 30 s after which Orleans gives up an answer, and the 20 s after which a program hangs.
            Assert.True(took < TimeSpan.FromSeconds(10), $"{took}");

            // A request now waits until a silo that only hung would have learnt of its death, and not for the dead one.
            since = Stopwatch.GetTimestamp();
            Assert.Equal(booted.Epoch.Next, (await SiloDeathTests.WhenAllAnswer(server)).Values.Single().Epoch);
            took = Stopwatch.GetElapsedTime(since);
            Assert.True(took < TimeSpan.FromSeconds(20), $"{took}");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<(string Host, List<HttpStatusCode> Told)> Load(
        TestServer server,
        TestClient client,
        TestHost host,
        BootResult booted,
        CancellationToken over
    )
    {
        var told = new List<HttpStatusCode>();
        while (!over.IsCancellationRequested)
        {
            // Work that makes no new objects, so that they can be counted.
            using var answer = await server.Post(
                $"{client.Path}/run",
                JsonSerializer.Serialize(
                    host.Run(
                        booted,
                        [new MemoryStep(1, host.Mm("Y"), MemoryOperation.Touch, new(new(0x200), 16), Protection: Protection.Write)]
                    ),
                    ApiJson.Options
                )
            );
            told.Add(answer.StatusCode);
        }

        return (host.Spec.Host, told);
    }

    private static async Task<SortedDictionary<string, long>> Activations(TestServer server)
    {
        var activity = JsonSerializer.Deserialize<ActivityView>(await server.Http.GetStringAsync("/api/v1/activity"), ApiJson.Options)!;
        return new(
            activity.Silos.ToDictionary(static silo => silo.Silo, static silo => silo.Types.Sum(static type => type.Activations)),
            StringComparer.Ordinal
        );
    }
}
