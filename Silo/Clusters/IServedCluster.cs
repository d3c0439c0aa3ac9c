using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Clusters;

/// <summary>A cluster that is up and serves whoever connects, on whichever engine.</summary>
public interface IServedCluster : IAsyncDisposable
{
    /// <summary>The engine's name: <c>Simulated</c> or <c>Orleans</c>.</summary>
    string Engine { get; }

    /// <summary>Where its silos run, for people.</summary>
    string About { get; }

    /// <summary>The kind of storage.</summary>
    StorageKind StorageKind { get; }

    /// <summary>Where hosts store what is to outlive them, for people.</summary>
    string Storage { get; }

    /// <summary>How its silos find each other, for people.</summary>
    string Clustering { get; }

    /// <summary>The silos that kernels live on, in the order of their names; dead ones too, until they are forgotten.</summary>
    IReadOnlyList<SiloView> Silos { get; }

    /// <summary>Members of the cluster that its server did not start; no host is placed on them. The latest, dead ones too.</summary>
    IReadOnlyList<UnknownMember> UnknownMembers { get; }

    /// <summary>How many connections to the server's own silo were refused, as who opened them is no silo that it has started.</summary>
    long RefusedConnections { get; }

    /// <summary>Is told of a silo that died or left, by its name. Hosts that lived on it come back by their next request.</summary>
    Action<string>? SiloGone { get; set; }

    /// <summary>Is told of a silo that takes requests from now on, or is gone, as soon as the server knows.</summary>
    Action<SiloView>? SiloChanged { get; set; }

    /// <summary>Asks a host, wherever it lives.</summary>
    /// <typeparam name="TResult">What it answers.</typeparam>
    /// <param name="host">The host.</param>
    /// <param name="question">The question; asked once, never tried again.</param>
    /// <exception cref="OutcomeUnknownException">The host crashed, or no answer came in time: whether it was carried out is not known.</exception>
    /// <exception cref="SimulationHungException">No answer will ever come.</exception>
    Task<TResult> Ask<TResult>(HostAddress host, Func<IHostGrain, Task<TResult>> question);

    /// <summary>What the grains do, silo by silo.</summary>
    ValueTask<IReadOnlyList<SiloActivity>> Activity();

    /// <summary>Kills a silo, as a machine dies: without a word.</summary>
    /// <param name="silo">Its name.</param>
    /// <param name="by">Who asks for it.</param>
    /// <exception cref="KeyNotFoundException">No such silo lives.</exception>
    Task Kill(string silo, string by = "the server");

    /// <summary>Starts another silo.</summary>
    /// <returns>Its name.</returns>
    Task<string> Add();
}

/// <summary>Which host, of which kernel generation.</summary>
/// <param name="Name">The host's name.</param>
/// <param name="Generation">The generation of its kernel.</param>
public readonly record struct HostAddress(string Name, string Generation);

/// <summary>How a silo is.</summary>
public enum SiloState
{
    /// <summary>It starts.</summary>
    Starting,

    /// <summary>It takes requests.</summary>
    Up,

    /// <summary>It hands over what it has.</summary>
    Stopping,

    /// <summary>It is gone.</summary>
    Gone,
}

/// <summary>One silo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">How it is.</param>
/// <param name="ProcessId">Its process; null when it runs in the server's own.</param>
/// <param name="Since">Since when it is so, by the server's clock.</param>
/// <param name="Why">Why it is gone; null when it is not.</param>
public sealed record SiloView(string Name, SiloState State, int? ProcessId, DateTimeOffset? Since = null, string? Why = null);

/// <summary>Somebody whom the server did not start, and who is a member of the cluster nevertheless.</summary>
/// <param name="Name">The name that it gives itself, in printable characters.</param>
/// <param name="Address">Where it says to be: IP address, port, and the number of its start.</param>
/// <param name="State">What it says to be: <c>joining</c>, <c>active</c>, <c>stopping</c>, or <c>dead</c>.</param>
public sealed record UnknownMember(string Name, string Address, string State);
