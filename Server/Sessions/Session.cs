using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Sessions;

/// <summary>A client's session: the hosts that it booted, which are switched off when it ends.</summary>
/// <param name="name">Its name; its hosts' names begin with it and a dash.</param>
/// <param name="heard">The time of its first request, by the server's clock.</param>
internal sealed class Session(string name, long heard)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ServedHost> _hosts = new(StringComparer.Ordinal);
    private int _busy;
    private long _heard = heard;
    private bool _isClosed;

    public string Name => name;

    /// <summary>The client that opened the session.</summary>
    public string OpenedBy { get; set; } = "";

    /// <summary>The time of its last request; now, while one of its requests runs.</summary>
    public long HeardOf(long now)
    {
        lock (_gate)
        {
            return _busy > 0 ? now : _heard;
        }
    }

    /// <summary>A request of the session begins.</summary>
    /// <exception cref="RefusedException">The session is closed.</exception>
    public void Enter()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw Over();
            }

            _busy++;
        }
    }

    /// <summary>A request of the session has ended.</summary>
    public void Leave(long now)
    {
        lock (_gate)
        {
            _busy--;
            _heard = now;
        }
    }

    /// <summary>Closes the session: it takes no more requests. False if it was closed before.</summary>
    public bool Close()
    {
        lock (_gate)
        {
            var closes = !_isClosed;
            _isClosed = true;
            return closes;
        }
    }

    /// <summary>The session's hosts, by name.</summary>
    public IReadOnlyList<ServedHost> Hosts()
    {
        lock (_gate)
        {
            return [.. _hosts.Values];
        }
    }

    /// <summary>Adds a host that the session boots.</summary>
    /// <exception cref="RefusedException">The session is closed, so nothing would switch the host off.</exception>
    public void Add(ServedHost host)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw Over();
            }

            _hosts[host.Address.Name] = host;
        }
    }

    private RefusedException Over() => new(FaultKind.NotFound, $"session {name} is over");

    /// <summary>A host of the session.</summary>
    /// <exception cref="RefusedException">The session has booted no host of this name.</exception>
    public ServedHost Host(string host)
    {
        lock (_gate)
        {
            return _hosts.TryGetValue(host, out var known)
                ? known
                : throw new RefusedException(FaultKind.NotFound, $"session {name} has booted no host '{host}'");
        }
    }
}

/// <summary>A booted host.</summary>
/// <param name="address">The host.</param>
/// <param name="owner">The session that owns it; null for a host that stays up.</param>
internal sealed class ServedHost(HostAddress address, string? owner)
{
    private readonly Lock _gate = new();

    public HostAddress Address => address;

    /// <summary>The session that owns it; null for a host that stays up.</summary>
    public string? Owner { get; set; } = owner;

    /// <summary>Completes when no requested boot is in progress.</summary>
    public Task Booting { get; private set; } = Task.CompletedTask;

    /// <summary>Its IOMMUs, domains and devices; null for a host that no client booted.</summary>
    public IReadOnlySet<ObjectName>? Hardware { get; set; }

    /// <summary>The boot that its client knows; the client's requests carry it.</summary>
    public BootEpoch Epoch { get; set; }

    /// <summary>The status of its last probe; null before the first one.</summary>
    public HostStatus? Status { get; set; }

    /// <summary>Notes a boot that is about to be requested.</summary>
    /// <param name="answered">Completes, never with a fault, when the answer has arrived.</param>
    public void Boots(Task answered)
    {
        lock (_gate)
        {
            Booting = Task.WhenAll(Booting, answered);
        }
    }
}
