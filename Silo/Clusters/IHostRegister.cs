namespace SvaOrleans.Silo.Clusters;

/// <summary>Which hosts a server knows, kept so that the next server of the same storage knows them too.</summary>
internal interface IHostRegister
{
    /// <summary>Whether it, and what hosts store, outlives the server. A later server may give names of today again; else no name ever
    /// comes back.</summary>
    bool OutlivesServer { get; }

    /// <summary>The hosts that the servers before this one left.</summary>
    Task<IReadOnlyList<RegisteredHost>> Read();

    /// <summary>Notes a host before it boots, or that it now belongs to somebody else.</summary>
    /// <param name="host">Which, and whose.</param>
    Task Put(RegisteredHost host);

    /// <summary>Forgets a host that is off.</summary>
    /// <param name="host">Its name.</param>
    Task Remove(string host);

    /// <summary>Why nothing can be stored now, in words that name no place; null when it can.</summary>
    Task<string?> WhyNot();
}

/// <summary>A host that a server knows.</summary>
/// <param name="Address">Which.</param>
/// <param name="Client">The client that it belongs to; null for one that stays.</param>
internal readonly record struct RegisteredHost(HostAddress Address, string? Client)
{
    /// <summary>The most characters of the key that a host is stored under: as many as the scripts of other databases hold, and far
    /// fewer than an index of PostgreSQL refuses.</summary>
    public const int KeyMax = 512;
}

/// <summary>Keeps nothing: what is stored in memory goes with the server, and so do its hosts.</summary>
internal sealed class ForgetfulRegister : IHostRegister
{
    public bool OutlivesServer => false;

    public Task<IReadOnlyList<RegisteredHost>> Read() => Task.FromResult<IReadOnlyList<RegisteredHost>>([]);

    public Task Put(RegisteredHost host) => Task.CompletedTask;

    public Task Remove(string host) => Task.CompletedTask;

    public Task<string?> WhyNot() => Task.FromResult<string?>(null);
}
