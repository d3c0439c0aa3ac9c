using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Logging;

/// <summary>Recognizes log entries of libraries about a stop or an outage. The server reports each of those in one line of its
/// own.</summary>
internal interface ILogSieve
{
    /// <summary>Takes an entry that adds nothing to the server's own lines, or may turn out to add nothing.</summary>
    /// <param name="level">The entry's level.</param>
    /// <param name="category">The entry's category.</param>
    /// <param name="id">The entry's event ID.</param>
    /// <param name="message">The message.</param>
    /// <param name="fault">The exception; null if there is none.</param>
    /// <returns>Whether it took the entry; any other entry is written at once.</returns>
    bool Takes(LogLevel level, string category, EventId id, string message, Exception? fault);

    /// <summary>Whether an exception comes from an outage of a part of the cluster or of the database: its stack explains
    /// nothing.</summary>
    /// <param name="fault">The exception.</param>
    bool IsOutage(Exception fault);
}
