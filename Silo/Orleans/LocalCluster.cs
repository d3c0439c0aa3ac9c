using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Orleans.Network;
using SvaOrleans.Silo.Orleans.Processes;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans;

/// <summary>Silos in this process, on free ports of the loopback address. The first one holds the membership.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];
    private readonly List<LiveObjects> _live = [];

    // Within one process no answer is lost. A call without an answer waits for a processor, or hangs, which ProgressWatch reports.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromDays(1);

    private LocalCluster() { }

    /// <summary>The services of the first silo, which sends all calls.</summary>
    public IServiceProvider Services => _hosts[0].Services;

    /// <summary>The objects of each silo.</summary>
    public IReadOnlyList<LiveObjects> Live => _live;

    /// <summary>Starts silos <c>silo-0</c>, <c>silo-1</c> ... and waits until each of them knows all the others.</summary>
    /// <param name="options">The number of silos and the clock's scale.</param>
    /// <param name="events">The log that the silos append events to.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static async Task<LocalCluster> Start(SimulationOptions options, EventLog events)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Silos, 1);
        var cluster = new LocalCluster();
        try
        {
            var ports = new List<int>();
            for (var index = 0; index < options.Silos; index++)
            {
                ports.Add(await cluster.AddSilo(index, ports.Count > 0 ? ports[0] : null, options, events));
            }

            await cluster.WaitUntilJoined();
            SiloLog.Started(
                cluster.Services.GetRequiredService<ILogger<LocalCluster>>(),
                options.Silos,
                string.Join(", ", ports),
                options.ClockScale
            );
            return cluster;
        }
        catch (Exception wrong) when (SiloSettings.Explain(wrong) is { } why)
        {
            await cluster.DisposeAsync();
            throw new SiloSettingsException(why, wrong);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            host.Services.GetRequiredService<LogSource>().Stop();
        }

        // Nothing outlives a simulation, so there is nothing to hand over: a cancelled token makes a silo stop at once.
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync(new CancellationToken(canceled: true));
            host.Dispose();
        }

        _hosts.Clear();
    }

    private async Task<int> AddSilo(int index, int? primaryPort, SimulationOptions options, EventLog events)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = KernelSilo.FindFreePort();
            var objects = new LiveObjects(events);
            var host = KernelSilo.Build(new($"silo-{index}", port, primaryPort ?? port), options.ClockScale, events, objects, Configure);
            var logger = host.Services.GetRequiredService<ILogger<LocalCluster>>();
            try
            {
                await host.StartAsync();
                _hosts.Add(host);
                _live.Add(objects);
                return port;
            }
            catch (Exception taken)
                when (ExclusiveListener.IsTaken(taken)
                    && attempt < host.Services.GetRequiredService<IOptions<SvaSiloOptions>>().Value.PortTries
                )
            {
                SiloLog.PortTaken(logger, port);
                host.Dispose();
            }
            catch
            {
                host.Dispose();
                throw;
            }
        }
    }

    private static void Configure(ISiloBuilder silo)
    {
        silo.Configure<SiloMessagingOptions>(static messaging => messaging.ResponseTimeout = ResponseTimeout);

        // This watchdog checks for long waits for a thread, which would make other machines declare the silo dead.
        silo.Services.AddLogging(static logging =>
            logging.AddFilter("Orleans.Runtime.MembershipService.LocalSiloHealthMonitor", LogLevel.None)
        );
    }

    // Placement compares silos by name: until every silo knows all the others, two of them could choose different silos for one host.
    private async Task WaitUntilJoined()
    {
        using var limit = new CancellationTokenSource(Services.GetRequiredService<IOptions<SvaSiloOptions>>().Value.StartLimit);
        foreach (var host in _hosts)
        {
            await foreach (
                var snapshot in host
                    .Services.GetRequiredService<IClusterMembershipService>()
                    .MembershipUpdates.WithCancellation(limit.Token)
            )
            {
                if (snapshot.Members.Values.Count(static member => member.Status == SiloStatus.Active) == _hosts.Count)
                {
                    break;
                }
            }

            await foreach (
                var manifest in host.Services.GetRequiredService<IClusterManifestProvider>().Updates.WithCancellation(limit.Token)
            )
            {
                if (manifest.Silos.Count == _hosts.Count)
                {
                    break;
                }
            }
        }
    }
}
