using System.Diagnostics;
using System.Net;
using System.Text.Json;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Tests.Crashes;

/// <summary>A silo is stopped (SIGSTOP) until the others have voted it dead and its hosts run elsewhere, and then continues. No later
/// act or answer of it counts.</summary>
[Trait("Engine", "Orleans")]
public sealed class HungSiloTests
{
    private const int Hosts = 8;

    [Fact]
    public async Task What_a_silo_does_after_its_death_is_honoured_by_nobody() =>
        await AssertHonouredByNobody(await TestServer.Start("--SvaOrleans:Serve:Lease", "00:05:00"));

    internal static async Task AssertHonouredByNobody(TestServer server)
    {
        try
        {
            await using var client = await TestClient.Open(server);
            var boots = new List<(TestHost Host, BootResult Booted)>();
            for (var index = 0; index < Hosts; index++)
            {
                var host = client.Host($"h{index}");
                var booted = await client.Boot(host);
                await client.Ask<HostRunRequest, RunResult>("run", host.Run(booted, host.Binds));
                boots.Add((host, booted));
            }

            var before = await SiloDeathTests.Hosts(server);
            var victim = before.Values.First().Silo;
            Assert.Contains(before.Values, host => host.Silo != victim);
            var hung = (await SiloDeathTests.Cluster(server)).Silos.Single(silo => silo.Name == victim).ProcessId!.Value;
            using var process = Process.GetProcessById(hung);

            // Programs and requests to store something, sent while it is stopped: they wait in its queue until it continues.
            await Signal("STOP", hung);
            using var over = new CancellationTokenSource();
            var load = boots.ConvertAll(pair => Task.Run(() => Load(server, client, pair.Host, pair.Booted, over.Token)));
            var orders = boots
                .Where(pair => before[pair.Host.Spec.Host].Silo == victim)
                .Select(pair => server.Post($"{client.Path}/run", Spawns(pair.Host, pair.Booted, "late")))
                .ToArray();
            var kept = boots
                .Where(pair => before[pair.Host.Spec.Host].Silo == victim)
                .Select(pair => server.Post($"/api/v1/hosts/{pair.Host.Spec.Host}/checkpoint", """{"comesBackRestored":true}"""))
                .ToArray();

            var back = await SiloDeathTests.WhenAllAnswer(server);
            await SiloDeathTests.Until(async () =>
                (back = await SiloDeathTests.WhenAllAnswer(server)).Values.All(host => host.Silo != victim)
            );
            Assert.All(
                back,
                pair =>
                    Assert.Equal(before[pair.Key].Silo == victim ? before[pair.Key].Epoch.Next : before[pair.Key].Epoch, pair.Value.Epoch)
            );
            Assert.Equal(SiloState.Gone, (await SiloDeathTests.Cluster(server)).Silos.Single(silo => silo.Name == victim).State);
            Assert.False(process.HasExited);
            var pictures = await Pictures(server, before, victim);

            await Signal("CONT", hung);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            await over.CancelAsync();

            // Each request has one answer: done, or unknown; and the dead silo's hosts do nothing more.
            foreach (var (host, told) in await Task.WhenAll(load))
            {
                Assert.NotEmpty(told);
                var isVictim = before[host].Silo == victim;
                Assert.All(told, status => Assert.Equal(isVictim ? HttpStatusCode.BadGateway : HttpStatusCode.OK, status));
            }

            foreach (var order in orders.Concat(kept))
            {
                using var answer = await order;
                Assert.Equal(FaultKind.Unknown, (await TestServer.FaultOf(answer)).Fault);
            }

            var after = await SiloDeathTests.Hosts(server);
            Assert.All(
                after,
                pair =>
                    Assert.Equal(
                        (back[pair.Key].Epoch, back[pair.Key].Silo, false),
                        (pair.Value.Epoch, pair.Value.Silo, pair.Value.HasCheckpoint)
                    )
            );
            Assert.Equal(pictures, await Pictures(server, before, victim));
            await SiloDeathTests.Until(async () =>
                (await SiloDeathTests.Cluster(server)).Silos.Single(silo => silo.Name == victim).State == SiloState.Gone
            );

            // The new boots take work.
            foreach (var (host, _) in boots)
            {
                var now = after[host.Spec.Host];
                Assert.Equal(
                    Errno.None,
                    Assert
                        .Single(
                            (
                                await client.Ask<HostRunRequest, RunResult>(
                                    "run",
                                    host.Run(
                                        new(Errno.None, now.Epoch, now.At),
                                        [new SpawnStep(1, host.Of(ObjectKind.Task, "new"), host.Mm("New"))]
                                    )
                                )
                            ).Results
                        )
                        .Error
                );
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_silo_that_dies_while_it_is_asked_what_it_does_is_left_out()
    {
        var server = await TestServer.Start();
        try
        {
            var victim = (await SiloDeathTests.Cluster(server)).Silos[0];
            await Signal("STOP", victim.ProcessId!.Value);

            // While it is stopped each request takes two seconds, so some are pending whenever it dies.
            using var over = new CancellationTokenSource();
            var once = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource()).ToArray();
            var asking = Array.ConvertAll(
                once,
                first =>
                    Task.Run(async () =>
                    {
                        while (!over.IsCancellationRequested)
                        {
                            var told = (await server.Get("/api/v1/activity")).GetProperty("silos");
                            Assert.DoesNotContain(told.EnumerateArray(), silo => silo.GetProperty("silo").GetString() == victim.Name);
                            Assert.Equal(1, told.GetArrayLength());
                            first.TrySetResult();
                        }
                    })
            );
            await Task.WhenAny(Task.WhenAll(once.Select(static first => first.Task)), Task.WhenAny(asking));
            await Signal("KILL", victim.ProcessId!.Value);
            await SiloDeathTests.Until(async () => (await SiloDeathTests.Cluster(server)).Silos[0].State == SiloState.Gone);
            await over.CancelAsync();
            await Task.WhenAll(asking);
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
            using var answer = await server.Post($"{client.Path}/run", Spawns(host, booted, $"l{told.Count}"));
            told.Add(answer.StatusCode);
            await Task.Delay(50, CancellationToken.None);
        }

        return (host.Spec.Host, told);
    }

    private static string Spawns(TestHost host, BootResult booted, string name) =>
        JsonSerializer.Serialize(
            host.Run(
                booted,
                [new SpawnStep(1, host.Of(ObjectKind.Task, name), host.Mm(name)), new ExitStep(2, host.Of(ObjectKind.Task, name), true)]
            ),
            ApiJson.Options
        );

    private static async Task<SortedDictionary<string, string>> Pictures(
        TestServer server,
        SortedDictionary<string, HostStatus> hosts,
        string silo
    )
    {
        var pictures = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, was) in hosts)
        {
            if (was.Silo == silo)
            {
                pictures[name] = JsonSerializer.Serialize((await SiloDeathTests.View(server, name)).View, ApiJson.Options);
            }
        }

        return pictures;
    }

    private static async Task Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
