using Microsoft.Extensions.Logging;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Journal;

/// <summary>The latest events of the cluster. Those that a request caused go to the audit log too.</summary>
internal sealed class ClusterJournal(TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>How many entries are kept per topic.</summary>
    public const int EntriesMax = 500;

    private readonly Lock _gate = new();

    // One queue per topic: thousands of entries about clients and hosts must not displace the one about a dead silo.
    private readonly Dictionary<JournalTopic, Queue<JournalEntry>> _kept = Enum.GetValues<JournalTopic>()
        .ToDictionary(static topic => topic, static _ => new Queue<JournalEntry>());
    private readonly ILogger _audit = loggers.CreateLogger(LogSettings.AuditCategory);
    private long _count;

    /// <summary>Adds an event that no request caused.</summary>
    /// <param name="kind">The kind of entry.</param>
    /// <param name="subject">The silo, host or session.</param>
    /// <param name="text">The entry's text, for people.</param>
    public void Add(JournalKind kind, string subject, string text) => Keep(kind, subject, text, null);

    /// <summary>Adds an event that a request caused.</summary>
    /// <param name="kind">The kind of entry.</param>
    /// <param name="subject">The silo, host or session.</param>
    /// <param name="text">The entry's text, for people.</param>
    /// <param name="by">The sender of the request.</param>
    /// <param name="session">The session of the request; null for none.</param>
    public void Audit(JournalKind kind, string subject, string text, string by, string? session = null)
    {
        Keep(kind, subject, text, by);
        AuditLog.Asked(_audit, kind, subject, text, by, session ?? "none");
    }

    /// <summary>The latest entries, the newest first.</summary>
    /// <param name="after">Only entries with higher numbers.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="about">Only entries of this topic; null for all.</param>
    public IReadOnlyList<JournalEntry> Latest(long after, int limit, JournalTopic? about = null)
    {
        lock (_gate)
        {
            var wanted = about is { } topic ? _kept[topic] : _kept.Values.SelectMany(static entries => entries);
            return [.. wanted.Where(entry => entry.Number > after).OrderByDescending(static entry => entry.Number).Take(limit)];
        }
    }

    private void Keep(JournalKind kind, string subject, string text, string? by)
    {
        lock (_gate)
        {
            var alike = _kept[TopicOf(kind)];
            alike.Enqueue(new(++_count, time.GetUtcNow(), kind, subject, text, by));
            if (alike.Count > EntriesMax)
            {
                alike.Dequeue();
            }
        }
    }

    private static JournalTopic TopicOf(JournalKind kind) =>
        kind switch
        {
            JournalKind.SessionOpened or JournalKind.SessionClosed or JournalKind.SessionExpired => JournalTopic.Sessions,
            JournalKind.SiloUp or JournalKind.SiloGone or JournalKind.SiloKilled or JournalKind.SiloAdded => JournalTopic.Silos,
            JournalKind.StorageAway or JournalKind.StorageBack => JournalTopic.Silos,
            _ => JournalTopic.Hosts,
        };
}

/// <summary>The audit log's lines.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(201, LogLevel.Information, "{Kind} {Subject}: {Text}; asked by {By}, session {Session}")]
    public static partial void Asked(ILogger logger, JournalKind kind, string subject, string text, string by, string session);
}
