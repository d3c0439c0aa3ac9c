using Microsoft.Extensions.Logging;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Journal;

/// <summary>What happened to the cluster, the latest of it; what somebody asked for goes to the audit log too.</summary>
internal sealed class ClusterJournal(TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>How many entries are kept of each sort.</summary>
    public const int EntriesMax = 500;

    private readonly Lock _gate = new();

    // Apart, as thousands of clients and hosts must not drive out the one silo that died.
    private readonly Dictionary<JournalTopic, Queue<JournalEntry>> _kept = Enum.GetValues<JournalTopic>()
        .ToDictionary(static topic => topic, static _ => new Queue<JournalEntry>());
    private readonly ILogger _audit = loggers.CreateLogger(LogSettings.AuditCategory);
    private long _count;

    /// <summary>Something happened that nobody asked for.</summary>
    /// <param name="kind">What it is about.</param>
    /// <param name="subject">To which silo, host or session.</param>
    /// <param name="text">What, for people.</param>
    public void Add(JournalKind kind, string subject, string text) => Keep(kind, subject, text, null);

    /// <summary>Somebody asked for something, and it was done.</summary>
    /// <param name="kind">What it is about.</param>
    /// <param name="subject">To which silo, host or session.</param>
    /// <param name="text">What, for people.</param>
    /// <param name="by">Who.</param>
    /// <param name="session">The session that they asked in; null for none.</param>
    public void Audit(JournalKind kind, string subject, string text, string by, string? session = null)
    {
        Keep(kind, subject, text, by);
        AuditLog.Asked(_audit, kind, subject, text, by, session ?? "none");
    }

    /// <summary>The latest entries, the newest first.</summary>
    /// <param name="after">Only those with higher numbers.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="about">Only those about this; null for all.</param>
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
