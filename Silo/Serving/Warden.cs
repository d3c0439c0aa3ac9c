using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SvaOrleans.Silo.Serving.Sessions;

namespace SvaOrleans.Silo.Serving;

/// <summary>Asks every host how it is when a silo has gone, so that those that crashed come back without waiting for a client; and closes
/// what has been silent for too long.</summary>
internal sealed class Warden(IServedCluster cluster, SessionTable table, IOptions<ServeOptions> options, TimeProvider time, ILogger<Warden> logger) : BackgroundService
{
    private readonly Channel<string> gone = Channel.CreateUnbounded<string>();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the server listens, which it does last.
        await table.TakeOver();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        cluster.SiloGone = silo => gone.Writer.TryWrite(silo);
        await Task.WhenAll(WatchSilos(stoppingToken), WatchClients(stoppingToken));
    }

    private async Task WatchSilos(CancellationToken stopping)
    {
        await foreach (var silo in gone.Reader.ReadAllAsync(stopping))
        {
            ServeLog.SiloGone(logger, silo);
            await table.SwitchOffLeft();
            foreach (var host in table.Hosts.Where(host => !table.IsLeft(host)))
            {
                var before = host.Status?.Epoch ?? host.Epoch;
                try
                {
                    var status = await table.Probe(host);
                    if (status.Epoch.Value > before.Value && before.Value > 0)
                    {
                        ServeLog.HostBack(logger, host.Address.Name, status.Epoch.Value);
                    }
                }
                catch (Exception silent)
                {
                    // Whatever is wrong with one host, the others are asked too.
                    ServeLog.HostSilent(logger, host.Address.Name, silent.Message);
                }
            }
        }
    }

    private async Task WatchClients(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 4, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            await table.CloseSilent();
            await table.SwitchOffLeft();
        }
    }
}
