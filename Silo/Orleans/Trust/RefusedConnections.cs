using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Orleans.Trust;

/// <summary>Counts refused connections, from programs that are no silos of this start. The first one is logged, and then at most one an
/// hour, because a program that tries to join does so repeatedly. Unfinished handshakes are not refusals and are logged
/// separately.</summary>
internal sealed class RefusedConnections(
    ILocalSiloDetails silo,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RefusedConnections> logger
)
{
    private static readonly TimeSpan TellInterval = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private long _count;
    private long? _told;
    private long? _toldUnfinished;

    /// <summary>The number of refused connections.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Counts a refused connection.</summary>
    /// <param name="from">The address of the other side.</param>
    public void Add(EndPoint? from)
    {
        lock (_gate)
        {
            // A silo of this start that ends during its handshake looks the same.
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return;
            }

            Interlocked.Increment(ref _count);
            if (!IsTime(ref _told))
            {
                return;
            }
        }

        SiloLog.ConnectionRefused(logger, from, silo.Name, Count);
    }

    /// <summary>Logs a connection whose handshake took too long. The other side is a silo of this start on a busy machine, or another
    /// program; the two look the same.</summary>
    /// <param name="from">The address of the other side.</param>
    /// <param name="limit">The time limit of the handshake.</param>
    public void AddUnfinished(EndPoint? from, TimeSpan limit)
    {
        lock (_gate)
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested || !IsTime(ref _toldUnfinished))
            {
                return;
            }
        }

        SiloLog.GreetingUnfinished(logger, from, silo.Name, limit);
    }

    private bool IsTime(ref long? last)
    {
        if (last is { } before && time.GetElapsedTime(before) < TellInterval)
        {
            return false;
        }

        last = time.GetTimestamp();
        return true;
    }
}
