using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SvaOrleans.Server.Journal;
using SvaOrleans.Server.Sessions;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Watching;

/// <summary>Probes every host after a silo has died, so that crashed hosts boot again without waiting for a client. Closes sessions that
/// have been silent for longer than their lease.</summary>
internal sealed class ClusterWatch(
    IServedCluster cluster,
    SessionTable table,
    ClusterJournal journal,
    IOptions<ServeOptions> options,
    TimeProvider time,
    ILogger<ClusterWatch> logger
) : BackgroundService
{
    private readonly Channel<string> _gone = Channel.CreateUnbounded<string>();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // This runs before the server listens: Kestrel starts last.
        await table.TakeOver();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        cluster.SiloGone = silo => _gone.Writer.TryWrite(silo);
        cluster.SiloChanged = Note;
        foreach (var silo in cluster.Silos.Where(static silo => silo.State == SiloState.Up))
        {
            Note(silo);
        }

        await Task.WhenAll(WatchSilos(stoppingToken), WatchClients(stoppingToken));
    }

    private void Note(SiloView silo)
    {
        if (silo.State == SiloState.Up)
        {
            var process = silo.ProcessId is { } id ? $", process {id}" : "";
            journal.Add(JournalKind.SiloUp, silo.Name, "takes requests" + process);
        }
        else
        {
            journal.Add(JournalKind.SiloGone, silo.Name, $"gone: {silo.Why}");
        }
    }

    private async Task WatchSilos(CancellationToken stopping)
    {
        await foreach (var silo in _gone.Reader.ReadAllAsync(stopping))
        {
            ServeLog.SiloGone(logger, silo);
            await table.SwitchOffLeft();
            foreach (var host in table.Hosts.Where(host => !table.IsLeft(host)))
            {
                var before = host.Status?.Epoch ?? host.Epoch;
                var home = host.Status?.Silo;
                try
                {
                    var status = await table.Probe(host);
                    if (status.Epoch.Value > before.Value && before.Value > 0)
                    {
                        ServeLog.HostBack(logger, host.Address.Name, status.Epoch.Value);
                        var text = $"crashed with {home ?? silo}; back in boot {status.Epoch.Value} on {status.Silo}";
                        journal.Add(JournalKind.HostBack, host.Address.Name, text);
                    }
                }
                catch (Exception silent)
                {
                    // A fault of one host does not stop the probes of the others.
                    ServeLog.HostSilent(logger, host.Address.Name, silent.Message);
                    journal.Add(JournalKind.HostSilent, host.Address.Name, "cannot be asked; it may have crashed");
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
