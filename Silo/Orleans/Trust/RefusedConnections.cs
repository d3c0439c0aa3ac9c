using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Orleans.Trust;

/// <summary>Counts connections to a silo from others than the silos of its start. The first one is told, and then one an hour at most: who
/// tries to join does so again and again. Greetings that nobody finished are no such connections, and are told apart from them.</summary>
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

    /// <summary>How many there were.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>One was refused.</summary>
    /// <param name="from">Where it came from.</param>
    public void Add(EndPoint? from)
    {
        lock (_gate)
        {
            // A silo of one's own that ends in the middle of its greeting looks the same.
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

    /// <summary>Who opened one took too long: a silo of this start on a machine that is too busy, or somebody else; nobody can
    /// know.</summary>
    /// <param name="from">Where it came from.</param>
    /// <param name="limit">How long it was waited for.</param>
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
