using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Logging;

/// <summary>Knows what libraries write about a stop or an outage, of which the server tells in a line of its own.</summary>
internal interface ILogSieve
{
    /// <summary>Whether an entry says nothing that the server's own lines do not say.</summary>
    /// <param name="category">Who writes it.</param>
    /// <param name="id">Which of its entries.</param>
    /// <param name="fault">What went wrong; null when the entry has none.</param>
    /// <param name="isStopping">Whether the process is about to end in order.</param>
    bool Drops(string category, EventId id, Exception? fault, bool isStopping);

    /// <summary>Whether a fault is that of a part of the cluster, or of the database, that is away: its stack explains nothing.</summary>
    /// <param name="fault">What went wrong.</param>
    bool IsOutage(Exception fault);
}
