using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Clusters;

/// <summary>A running cluster that serves clients, on either engine.</summary>
public interface IServedCluster : IAsyncDisposable
{
    /// <summary>The engine's name: <c>Simulated</c> or <c>Orleans</c>.</summary>
    string Engine { get; }

    /// <summary>Where its silos run, for people.</summary>
    string About { get; }

    /// <summary>The kind of storage.</summary>
    StorageKind StorageKind { get; }

    /// <summary>Where hosts store their state, for people.</summary>
    string Storage { get; }

    /// <summary>How its silos find each other, for people.</summary>
    string Clustering { get; }

    /// <summary>The silos that kernels run on, ordered by name; dead ones too, until they are forgotten.</summary>
    IReadOnlyList<SiloView> Silos { get; }

    /// <summary>The latest members of the cluster that its server did not start, dead ones too. No host is placed on them.</summary>
    IReadOnlyList<UnknownMember> UnknownMembers { get; }

    /// <summary>How many connections to the server's own silo were refused because the other side is no silo that it has started.</summary>
    long RefusedConnections { get; }

    /// <summary>Receives the name of a silo that died or left. The next request to a host of that silo boots it again.</summary>
    Action<string>? SiloGone { get; set; }

    /// <summary>Receives a silo that starts to take requests or is gone, as soon as the server knows.</summary>
    Action<SiloView>? SiloChanged { get; set; }

    /// <summary>Asks a host, on whichever silo it lives.</summary>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="host">The host.</param>
    /// <param name="question">The question; it is sent once and never retried.</param>
    /// <exception cref="OutcomeUnknownException">The host crashed or no answer came in time: whether the request was carried out is not
    /// known.</exception>
    /// <exception cref="SimulationHungException">No answer will ever come.</exception>
    Task<TResult> Ask<TResult>(HostAddress host, Func<IHostGrain, Task<TResult>> question);

    /// <summary>The activity of the grains, by silo.</summary>
    ValueTask<IReadOnlyList<SiloActivity>> Activity();

    /// <summary>Kills a silo without notice, as a failing machine does.</summary>
    /// <param name="silo">The silo's name.</param>
    /// <param name="by">The sender of the request.</param>
    /// <exception cref="KeyNotFoundException">No living silo has this name.</exception>
    Task Kill(string silo, string by = "the server");

    /// <summary>Starts another silo.</summary>
    /// <returns>Its name.</returns>
    Task<string> Add();
}

/// <summary>A host and the generation of its kernel.</summary>
/// <param name="Name">The host's name.</param>
/// <param name="Generation">The generation of its kernel.</param>
public readonly record struct HostAddress(string Name, string Generation);

/// <summary>The state of a silo.</summary>
public enum SiloState
{
    /// <summary>The silo starts.</summary>
    Starting,

    /// <summary>The silo takes requests.</summary>
    Up,

    /// <summary>The silo hands over its activations.</summary>
    Stopping,

    /// <summary>The silo is gone.</summary>
    Gone,
}

/// <summary>A silo, as the server sees it.</summary>
/// <param name="Name">The silo's name.</param>
/// <param name="State">Its state.</param>
/// <param name="ProcessId">Its process; null if it runs in the server's process.</param>
/// <param name="Since">When it entered this state, by the server's clock.</param>
/// <param name="Why">Why it is gone; null if it is not.</param>
public sealed record SiloView(string Name, SiloState State, int? ProcessId, DateTimeOffset? Since = null, string? Why = null);

/// <summary>A member of the cluster that the server did not start.</summary>
/// <param name="Name">The name that it claims, in printable characters.</param>
/// <param name="Address">The address that it claims: IP address, port, and the number of its start.</param>
/// <param name="State">The state that it claims: <c>joining</c>, <c>active</c>, <c>stopping</c>, or <c>dead</c>.</param>
public sealed record UnknownMember(string Name, string Address, string State);
