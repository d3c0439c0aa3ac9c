using System.Collections.Immutable;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Server.Activity;
using SvaOrleans.Server.Journal;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Api;

/// <summary>A client is connected.</summary>
/// <param name="Session">Its name; its hosts' names must begin with it and a dash.</param>
/// <param name="LeaseSeconds">How long it may be silent.</param>
/// <param name="Engine">The cluster's engine.</param>
public sealed record SessionOpened(string Session, double LeaseSeconds, string Engine);

/// <summary>A client is gone.</summary>
/// <param name="HostsOff">How many hosts were switched off.</param>
public sealed record SessionClosed(int HostsOff);

/// <summary>Asks for one of the session's hosts, in the boot that the client knows.</summary>
/// <param name="Host">The host.</param>
/// <param name="Stamp">In which boot.</param>
public sealed record HostQuestion(string Host, Stamp Stamp);

/// <summary>The events of a host since the last request for them.</summary>
/// <param name="Events">The events.</param>
public sealed record HostEvents(ImmutableArray<SvaEvent> Events);

/// <summary>The cluster in a few lines.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="About">Where its silos run, for people.</param>
/// <param name="Silos">The silos.</param>
/// <param name="Sessions">How many clients are connected.</param>
/// <param name="Hosts">How many hosts are up.</param>
/// <param name="UpSeconds">How long it has been up, measured.</param>
/// <param name="Storage">Where hosts store what is to outlive them.</param>
/// <param name="Dashboard">Where Orleans' own dashboard is; null where there is none.</param>
/// <param name="UnknownMembers">Members that the server did not start.</param>
/// <param name="RefusedConnections">How many connections of others than the server's silos were refused.</param>
public sealed record ClusterView(
    string Engine,
    string About,
    ImmutableArray<SiloView> Silos,
    int Sessions,
    int Hosts,
    double UpSeconds,
    StorageKind Storage,
    string? Dashboard,
    ImmutableArray<UnknownMember> UnknownMembers,
    long RefusedConnections
);

/// <summary>An order that says everything by its address: <c>{}</c>.</summary>
public sealed record EmptyOrder;

/// <summary>What happened to the cluster.</summary>
/// <param name="Entries">The newest first.</param>
public sealed record JournalView(ImmutableArray<JournalEntry> Entries);

/// <summary>How much was called.</summary>
/// <param name="IntervalSeconds">How far the samples are apart.</param>
/// <param name="SpanSeconds">How far back they are kept.</param>
/// <param name="Samples">The oldest first.</param>
public sealed record HistoryView(double IntervalSeconds, double SpanSeconds, ImmutableArray<CallSample> Samples);

/// <summary>A page of the list of hosts.</summary>
/// <param name="Hosts">The hosts, by name.</param>
/// <param name="Total">How many there are.</param>
public sealed record HostPage(ImmutableArray<HostLine> Hosts, int Total);

/// <summary>One host in the list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Generation">Its kernel's generation.</param>
/// <param name="Owner">The session that it goes with; null when it stays.</param>
/// <param name="Status">How it is; null when it cannot be asked now.</param>
public sealed record HostLine(string Name, string Generation, string? Owner, HostStatus? Status);

/// <summary>The objects of a host and their state.</summary>
/// <param name="Line">The host.</param>
/// <param name="View">Its objects.</param>
/// <param name="At">The modelled time of the snapshot.</param>
public sealed record HostDetail(HostLine Line, HostView View, VirtualTime At);

/// <summary>Asks for a checkpoint.</summary>
/// <param name="ComesBackRestored">Whether the host is restored from the checkpoint after a crash.</param>
public sealed record CheckpointOrder(bool ComesBackRestored);

/// <summary>Asks for another boot.</summary>
/// <param name="FromCheckpoint">Whether from the checkpoint; else empty.</param>
public sealed record RebootOrder(bool FromCheckpoint);

/// <summary>The activity of the grains.</summary>
/// <param name="Silos">Silo by silo.</param>
/// <param name="LatencyClock">The clock of latencies: <c>measured</c> wall time or <c>modelled</c> virtual time.</param>
public sealed record ActivityView(ImmutableArray<SiloActivity> Silos, string LatencyClock);

/// <summary>A silo has been added.</summary>
/// <param name="Silo">Its name.</param>
public sealed record SiloAdded(string Silo);
