namespace SvaOrleans.Server.Journal;

/// <summary>The kind of a journal entry.</summary>
public enum JournalKind
{
    /// <summary>A silo takes requests.</summary>
    SiloUp,

    /// <summary>A silo is gone.</summary>
    SiloGone,

    /// <summary>A request killed a silo.</summary>
    SiloKilled,

    /// <summary>A request added a silo.</summary>
    SiloAdded,

    /// <summary>A host was booted.</summary>
    HostBooted,

    /// <summary>A host was rebooted.</summary>
    HostRebooted,

    /// <summary>A host took a checkpoint.</summary>
    HostKept,

    /// <summary>A host crashed and is in its next boot.</summary>
    HostBack,

    /// <summary>A host crashed and does not answer.</summary>
    HostSilent,

    /// <summary>A host was switched off.</summary>
    HostOff,

    /// <summary>A client has opened a session.</summary>
    SessionOpened,

    /// <summary>A client has closed its session.</summary>
    SessionClosed,

    /// <summary>A client was silent for longer than its lease.</summary>
    SessionExpired,

    /// <summary>The storage cannot be reached.</summary>
    StorageAway,

    /// <summary>The storage can be reached again.</summary>
    StorageBack,
}

/// <summary>A topic by which the journal can be filtered.</summary>
public enum JournalTopic
{
    /// <summary>Silos and storage.</summary>
    Silos,

    /// <summary>Hosts.</summary>
    Hosts,

    /// <summary>Clients' sessions.</summary>
    Sessions,
}

/// <summary>An event of the cluster.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="At">The time, by the server's clock.</param>
/// <param name="Kind">The kind of entry.</param>
/// <param name="Subject">The silo, host or session; empty for the server.</param>
/// <param name="Text">The entry's text, for people.</param>
/// <param name="By">The sender of the request; null if no request caused it.</param>
public sealed record JournalEntry(long Number, DateTimeOffset At, JournalKind Kind, string Subject, string Text, string? By);
