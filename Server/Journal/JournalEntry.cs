namespace SvaOrleans.Server.Journal;

/// <summary>What an entry of the journal is about.</summary>
public enum JournalKind
{
    /// <summary>A silo takes requests.</summary>
    SiloUp,

    /// <summary>A silo is gone.</summary>
    SiloGone,

    /// <summary>Somebody asked for a silo to be killed.</summary>
    SiloKilled,

    /// <summary>Somebody asked for another silo.</summary>
    SiloAdded,

    /// <summary>A host was booted.</summary>
    HostBooted,

    /// <summary>A host was booted again.</summary>
    HostRebooted,

    /// <summary>The state of a host is kept.</summary>
    HostKept,

    /// <summary>A host crashed, and is back in its next boot.</summary>
    HostBack,

    /// <summary>A host crashed, and cannot be asked.</summary>
    HostSilent,

    /// <summary>A host was switched off.</summary>
    HostOff,

    /// <summary>A client has opened a session.</summary>
    SessionOpened,

    /// <summary>A client has closed its session.</summary>
    SessionClosed,

    /// <summary>A client was silent for longer than its lease.</summary>
    SessionExpired,

    /// <summary>What is stored cannot be reached.</summary>
    StorageAway,

    /// <summary>What is stored can be reached again.</summary>
    StorageBack,
}

/// <summary>What somebody wants to see alone.</summary>
public enum JournalTopic
{
    /// <summary>Silos, and where things are stored.</summary>
    Silos,

    /// <summary>Hosts.</summary>
    Hosts,

    /// <summary>Clients' sessions.</summary>
    Sessions,
}

/// <summary>Something that happened to the cluster.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="At">When, by the server's clock.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The silo, host or session that it happened to; empty for the server.</param>
/// <param name="Text">For people.</param>
/// <param name="By">Who asked for it; null when nobody did.</param>
public sealed record JournalEntry(long Number, DateTimeOffset At, JournalKind Kind, string Subject, string Text, string? By);
