using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Sessions;

/// <summary>One client: the hosts that it booted, which go when it goes.</summary>
/// <param name="name">Its name; its hosts' names begin with it and a dash.</param>
/// <param name="heard">When it was heard of, by the server's clock.</param>
internal sealed class Session(string name, long heard)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ServedHost> _hosts = new(StringComparer.Ordinal);
    private int _busy;
    private long _heard = heard;
    private bool _isClosed;

    public string Name => name;

    /// <summary>Who opened it.</summary>
    public string OpenedBy { get; set; } = "";

    /// <summary>When it was last heard of; it is heard of all the time while a request of its is answered.</summary>
    public long HeardOf(long now)
    {
        lock (_gate)
        {
            return _busy > 0 ? now : _heard;
        }
    }

    /// <summary>A request of it begins.</summary>
    /// <exception cref="RefusedException">It is over.</exception>
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

    /// <summary>A request of it has ended.</summary>
    public void Leave(long now)
    {
        lock (_gate)
        {
            _busy--;
            _heard = now;
        }
    }

    /// <summary>It takes nothing more. False when it was closed before.</summary>
    public bool Close()
    {
        lock (_gate)
        {
            var closes = !_isClosed;
            _isClosed = true;
            return closes;
        }
    }

    /// <summary>Its hosts, by name.</summary>
    public IReadOnlyList<ServedHost> Hosts()
    {
        lock (_gate)
        {
            return [.. _hosts.Values];
        }
    }

    /// <summary>Remembers a host that it boots.</summary>
    /// <exception cref="RefusedException">It is over: nobody would switch the host off.</exception>
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

    /// <summary>A host of it.</summary>
    /// <exception cref="RefusedException">It has booted none of this name.</exception>
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

/// <summary>A host that somebody booted.</summary>
/// <param name="address">Which.</param>
/// <param name="owner">The session; null for one that stays.</param>
internal sealed class ServedHost(HostAddress address, string? owner)
{
    private readonly Lock _gate = new();

    /// <summary>Which.</summary>
    public HostAddress Address => address;

    /// <summary>The session; null for one that stays.</summary>
    public string? Owner { get; set; } = owner;

    /// <summary>Completes when no boot that was asked for is under way.</summary>
    public Task Booting { get; private set; } = Task.CompletedTask;

    /// <summary>Its IOMMUs, domains and devices; null for a host that no client booted.</summary>
    public IReadOnlySet<ObjectName>? Hardware { get; set; }

    /// <summary>The boot that its client knows; the client's requests carry it.</summary>
    public BootEpoch Epoch { get; set; }

    /// <summary>How it was when it was last asked; null before.</summary>
    public HostStatus? Status { get; set; }

    /// <summary>A boot is about to be asked for.</summary>
    /// <param name="answered">Completes, never with a fault, when the answer is there.</param>
    public void Boots(Task answered)
    {
        lock (_gate)
        {
            Booting = Task.WhenAll(Booting, answered);
        }
    }
}
