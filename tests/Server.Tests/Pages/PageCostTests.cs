using System.Diagnostics;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Memory;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Tests.Pages;

/// <summary>A visitor of the first page costs the simulation little, however many hosts there are.</summary>
[Trait("Engine", "Simulated")]
public sealed class PageCostTests
{
    private const int Hosts = 300;

    private const int Pairs = 9;

    // One page may cost 5 %, which no test could tell from noise; as many as this may cost as much again as the work.
    private const int Pages = 20;

    // How often a page of pages/sva.js asks at most.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1500);

    [Fact]
    public async Task Twenty_open_pages_cost_less_than_the_work_itself()
    {
        var server = await TestServer.Start();
        try
        {
            var hosts = new List<(TestHost Host, BootResult Booted)>();
            for (var index = 0; index < Hosts; index++)
            {
                var host = new TestHost($"x{index}");
                var booted = await server.Server.Boot(host.Spec);
                await Run(server, host, host.Run(booted, host.Binds));
                hosts.Add((host, booted));
            }

            // Until what is called often is compiled for good, and the work is long enough to be measured.
            var rounds = 64;
            await Work(server, hosts, rounds, rounds);
            while (await Work(server, hosts, rounds, 0) < Pause / 2)
            {
                rounds *= 2;
            }

            // Told in processor time, as other programs on the machine would make the pages ask more often beside the same work.
            var (alone, watched) = (new List<TimeSpan>(), new List<TimeSpan>());
            for (var pair = 0; pair < Pairs; pair++)
            {
                alone.Add(await Work(server, hosts, rounds, 0));
                watched.Add(await Work(server, hosts, rounds, (int)Math.Ceiling(Pages * (alone[^1] / Pause))));
            }

            alone.Sort();
            watched.Sort();
            Assert.True(
                watched[Pairs / 2] < 2 * alone[Pairs / 2],
                $"processor time with {Pages} pages: {string.Join(" ", watched)}; without: {string.Join(" ", alone)}"
            );
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    // The processor time of this process, which has the cluster, the server, the clients and the visitors.
    private static async Task<TimeSpan> Work(TestServer server, List<(TestHost Host, BootResult Booted)> hosts, int rounds, int looks)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var looked = 0;
        for (var round = 0; round < rounds; round++)
        {
            var (host, booted) = hosts[round % hosts.Count];
            await Run(
                server,
                host,
                host.Run(
                    booted,
                    [
                        .. Enumerable
                            .Range(0, 20)
                            .SelectMany(step =>
                                (Step[])
                                    [
                                        new MemoryStep(
                                            2 * step,
                                            host.Mm("Y"),
                                            MemoryOperation.Mmap,
                                            new(new(0x400), 16),
                                            IsFixed: true,
                                            Protection: Protection.Read | Protection.Write
                                        ),
                                        new MemoryStep((2 * step) + 1, host.Mm("Y"), MemoryOperation.Munmap, new(new(0x400), 16)),
                                    ]
                            ),
                    ]
                )
            );
            for (; looked < (round + 1) * looks / rounds; looked++)
            {
                await Look(server);
            }
        }

        process.Refresh();
        return process.TotalProcessorTime - before;
    }

    // What the first page asks for.
    private static async Task Look(TestServer server)
    {
        await server.Http.GetByteArrayAsync("/api/v1/cluster");
        await Task.WhenAll(
            server.Http.GetByteArrayAsync("/api/v1/activity"),
            server.Http.GetByteArrayAsync("/api/v1/hosts?offset=0&limit=25&contains=")
        );
    }

    private static async Task Run(TestServer server, TestHost host, HostRunRequest request)
    {
        var ran = await server.Server.Cluster.Ask(
            new HostAddress(host.Spec.Host, host.Spec.Generation),
            grain => grain.Run(request).AsTask()
        );
        Assert.All(ran.Results, static result => Assert.Equal(Errno.None, result.Error));
        await server.Server.Cluster.Ask(
            new HostAddress(host.Spec.Host, host.Spec.Generation),
            grain => grain.TakeEvents(request.Request.Stamp).AsTask()
        );
    }
}
