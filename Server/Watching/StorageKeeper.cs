using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SvaOrleans.Server.Journal;
using SvaOrleans.Silo.Orleans;
using SvaOrleans.Silo.Orleans.Postgres;

namespace SvaOrleans.Server.Watching;

/// <summary>Keeps the server's claim on its storage, and writes to the journal when the database is lost and when it returns.</summary>
internal sealed class StorageKeeper(
    StorageClaim claim,
    IHostApplicationLifetime lifetime,
    ClusterJournal journal,
    Outages outages,
    ILogger<StorageKeeper> logger
) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => claim.Keep(lifetime, Note, outages, logger, stoppingToken);

    private void Note(bool isThere)
    {
        if (isThere)
        {
            journal.Add(JournalKind.StorageBack, "", "the database answers again");
        }
        else
        {
            journal.Add(JournalKind.StorageAway, "", "the database does not answer; nothing can be booted or kept until it does");
        }
    }
}
