namespace SvaOrleans.Silo.Clusters;

/// <summary>The hosts that a server knows, stored so that the next server of the same storage knows them too.</summary>
internal interface IHostRegister
{
    /// <summary>Whether the register and the hosts' storage outlive the server. If so, a later server may use the same names again;
    /// otherwise no name is used twice.</summary>
    bool OutlivesServer { get; }

    /// <summary>Reads the hosts that former servers left.</summary>
    Task<IReadOnlyList<RegisteredHost>> Read();

    /// <summary>Stores a host before it boots, or its new owner.</summary>
    /// <param name="host">The host and its owner.</param>
    Task Put(RegisteredHost host);

    /// <summary>Removes a host that is off.</summary>
    /// <param name="host">The host's name.</param>
    Task Remove(string host);

    /// <summary>Why nothing can be stored now, without naming an address; null if it can.</summary>
    Task<string?> WhyNot();
}

/// <summary>A host that a server knows.</summary>
/// <param name="Address">The host.</param>
/// <param name="Client">The client that owns it; null for a host that stays up.</param>
internal readonly record struct RegisteredHost(HostAddress Address, string? Client)
{
    /// <summary>The most characters of a host's storage key: as many as Orleans' scripts for other databases hold, and far fewer than an
    /// index of PostgreSQL refuses.</summary>
    public const int KeyMax = 512;
}

/// <summary>Stores nothing: in-memory storage ends with the server, and so do its hosts.</summary>
internal sealed class ForgetfulRegister : IHostRegister
{
    public bool OutlivesServer => false;

    public Task<IReadOnlyList<RegisteredHost>> Read() => Task.FromResult<IReadOnlyList<RegisteredHost>>([]);

    public Task Put(RegisteredHost host) => Task.CompletedTask;

    public Task Remove(string host) => Task.CompletedTask;

    public Task<string?> WhyNot() => Task.FromResult<string?>(null);
}
