using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Logging;

/// <summary>Knows what libraries write about a stop or an outage, of which the server tells in a line of its own.</summary>
internal interface ILogSieve
{
    /// <summary>Takes an entry that says nothing, or may turn out to say nothing, that the server's own lines do not say.</summary>
    /// <param name="level">How bad its writer says that it is.</param>
    /// <param name="category">Who writes it.</param>
    /// <param name="id">Which of its entries.</param>
    /// <param name="message">What happened.</param>
    /// <param name="fault">What went wrong; null when the entry has none.</param>
    /// <returns>Whether it took it; what it does not take is written at once.</returns>
    bool Takes(LogLevel level, string category, EventId id, string message, Exception? fault);

    /// <summary>Whether a fault is that of a part of the cluster, or of the database, that is away: its stack explains nothing.</summary>
    /// <param name="fault">What went wrong.</param>
    bool IsOutage(Exception fault);
}
