using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Cluster;

/// <summary>Counts connections to a silo from others than the silos of its start. The first one is told, and then one an hour at most: who tries
/// to join does so again and again.</summary>
internal sealed class RefusedConnections(ILocalSiloDetails silo, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RefusedConnections> logger)
{
    private static readonly TimeSpan TellInterval = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private long count;
    private long? told;

    /// <summary>How many there were.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>One was refused.</summary>
    /// <param name="from">Where it came from.</param>
    public void Add(EndPoint? from)
    {
        lock (gate)
        {
            // A silo of one's own that ends in the middle of its greeting looks the same.
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return;
            }

            Interlocked.Increment(ref count);
            if (told is { } last && time.GetElapsedTime(last) < TellInterval)
            {
                return;
            }

            told = time.GetTimestamp();
        }

        SiloLog.ConnectionRefused(logger, from, silo.Name, Count);
    }
}
