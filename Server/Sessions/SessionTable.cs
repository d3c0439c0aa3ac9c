using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Server.Faults;
using SvaOrleans.Server.Journal;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Sessions;

/// <summary>The open sessions and every host that is up.</summary>
internal sealed class SessionTable(
    IServedCluster cluster,
    IHostRegister register,
    IOptions<ServeOptions> options,
    TimeProvider time,
    ClusterJournal journal,
    ILogger<SessionTable> logger
)
{
    private const int PowerOffTries = 5;

    // How many hosts are brought back concurrently.
    private const int BringBackMax = 16;

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ServedHost> _hosts = new(StringComparer.Ordinal);

    // Hosts whose sessions have ended and that could not be switched off yet.
    private readonly ConcurrentDictionary<string, ServedHost> _behind = new(StringComparer.Ordinal);
    private IReadOnlyList<ServedHost> _left = [];
    private long _count;
    private int _sweeps;

    /// <summary>The number of sessions.</summary>
    public int Count => _sessions.Count;

    /// <summary>Every host, by name.</summary>
    public IReadOnlyList<ServedHost> Hosts => [.. _hosts.Values.OrderBy(static host => host.Address.Name, StringComparer.Ordinal)];

    /// <summary>Reads the hosts that former servers of the same storage left. Runs before the first client connects.</summary>
    public async Task TakeOver()
    {
        var known = await register.Read();
        foreach (var (address, client) in known)
        {
            _hosts[address.Name] = new(address, client);

            // A new session does not get the name of one whose hosts may still be on.
            var end = address.Name.IndexOf('-', StringComparison.Ordinal);
            if (
                end > 1
                && address.Name[0] == 'c'
                && long.TryParse(address.Name.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
            {
                _count = Math.Max(_count, number);
            }
        }

        _left = Hosts;
    }

    /// <summary>Boots the hosts that stay up, and switches off those whose sessions ended with their server.</summary>
    public Task BringBack() =>
        Parallel.ForEachAsync(
            _left,
            new ParallelOptions { MaxDegreeOfParallelism = BringBackMax },
            async (host, _) =>
            {
                if (host.Owner is not null)
                {
                    await TryPowerOff(host);
                    return;
                }

                try
                {
                    if (!(await Probe(host)).Error.IsSuccess && _hosts.TryRemove(new(host.Address.Name, host)))
                    {
                        // The host never booted.
                        await register.Remove(host.Address.Name);
                    }
                }
                catch (Exception silent)
                {
                    ServeLog.HostSilent(logger, host.Address.Name, silent.Message);
                }
            }
        );

    /// <summary>Opens a session.</summary>
    /// <exception cref="RefusedException">Too many sessions are open.</exception>
    public Session Open()
    {
        if (_sessions.Count >= options.Value.SessionsMax)
        {
            throw new RefusedException(
                FaultKind.Limit,
                $"there are {_sessions.Count} clients; the server takes {options.Value.SessionsMax}"
            );
        }

        var session = new Session("c" + Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture), time.GetTimestamp());
        _sessions[session.Name] = session;
        ServeLog.SessionOpened(logger, session.Name);
        return session;
    }

    /// <summary>A client's request begins.</summary>
    /// <exception cref="RefusedException">No such session is open.</exception>
    public Session Enter(string name)
    {
        var session = _sessions.TryGetValue(name, out var known)
            ? known
            : throw new RefusedException(
                FaultKind.NotFound,
                $"no session '{name}': it was closed, or was silent for longer than {options.Value.Lease.TotalSeconds:0.#} s"
            );
        session.Enter();
        return session;
    }

    /// <summary>A client's request has ended.</summary>
    public void Leave(Session session) => session.Leave(time.GetTimestamp());

    /// <summary>Boots a host.</summary>
    /// <param name="spec">The host's description.</param>
    /// <param name="session">The session that owns it; null for a host that stays up.</param>
    /// <exception cref="RefusedException">Another session has a host of this name, or there are too many hosts, or the session is
    /// closed.</exception>
    public async Task<(ServedHost Host, BootResult Booted)> Boot(HostSpec spec, Session? session)
    {
        var host = Claim(new(spec.Host, spec.Generation), session);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Boots(answered.Task);
        try
        {
            // From now on, closing the session waits for the boot's answer and then switches the host off.
            session?.Add(host);
            await register.Put(new(host.Address, session?.Name));
            return (host, await Ask(host, grain => grain.Boot(new(VirtualTime.Zero, spec)).AsTask()));
        }
        catch (RefusedException)
        {
            _hosts.TryRemove(new(host.Address.Name, host));
            throw;
        }
        finally
        {
            answered.SetResult();
        }
    }

    private ServedHost Claim(HostAddress address, Session? session)
    {
        var key = new ObjectName(address.Name, ObjectKind.Host, "").Key.Length;
        if (key > RegisteredHost.KeyMax)
        {
            throw new RefusedException(
                FaultKind.Input,
                $"a host's name makes a key of {key} characters, percent-encoded; expected at most {RegisteredHost.KeyMax}"
            );
        }

        if (_hosts.Count >= options.Value.HostsMax)
        {
            throw new RefusedException(FaultKind.Limit, $"there are {_hosts.Count} hosts; the server takes {options.Value.HostsMax}");
        }

        var host = _hosts.GetOrAdd(address.Name, _ => new(address, session?.Name));
        if (host.Owner != session?.Name || host.Address != address)
        {
            throw new RefusedException(FaultKind.Input, $"host '{address.Name}' belongs to another session, or is of another generation");
        }

        return host;
    }

    /// <summary>A host of this name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public ServedHost Host(string name) =>
        _hosts.TryGetValue(name, out var host) ? host : throw new RefusedException(FaultKind.NotFound, $"no host '{name}' is up");

    /// <summary>Closes a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="keepsHosts">Whether its hosts stay up.</param>
    /// <returns>How many hosts were switched off.</returns>
    public async Task<int> Close(Session session, bool keepsHosts)
    {
        if (!session.Close())
        {
            return 0;
        }

        _sessions.TryRemove(session.Name, out _);
        var off = 0;
        var known = session.Hosts();
        if (keepsHosts)
        {
            foreach (var host in known)
            {
                host.Owner = null;
            }
        }

        foreach (var host in known)
        {
            if (keepsHosts)
            {
                await register.Put(new(host.Address, null));
            }
            else
            {
                off += await TryPowerOff(host) ? 1 : 0;
            }
        }

        ServeLog.SessionClosed(logger, session.Name, off);
        return off;
    }

    // A host that cannot be switched off must not keep the others on, nor block the hosts of other clients.
    private async Task<bool> TryPowerOff(ServedHost host)
    {
        try
        {
            var wasOn = await PowerOff(host);
            if (_behind.TryRemove(host.Address.Name, out _))
            {
                ServeLog.HostOffAtLast(logger, host.Address.Name);
            }

            return wasOn;
        }
        catch (Exception fault)
        {
            if (_behind.TryAdd(host.Address.Name, host))
            {
                ServeLog.HostNotOff(logger, fault is OutcomeUnknownException ? null : fault, host.Address.Name, fault.Message);
            }

            return false;
        }
    }

    /// <summary>Tries again to switch off hosts whose sessions have ended.</summary>
    public async Task SwitchOffLeft()
    {
        if (_behind.IsEmpty || !cluster.Silos.Any(static silo => silo.State == SiloState.Up) || Interlocked.Exchange(ref _sweeps, 1) != 0)
        {
            return;
        }

        try
        {
            await Parallel.ForEachAsync(
                _behind.Values,
                new ParallelOptions { MaxDegreeOfParallelism = BringBackMax },
                async (host, _) => await TryPowerOff(host)
            );
        }
        finally
        {
            Volatile.Write(ref _sweeps, 0);
        }
    }

    /// <summary>Whether a host waits to be switched off.</summary>
    public bool IsLeft(ServedHost host) => _behind.ContainsKey(host.Address.Name);

    /// <summary>Closes sessions that have been silent for longer than their lease.</summary>
    public async Task CloseSilent()
    {
        foreach (var (_, session) in _sessions)
        {
            if (time.GetElapsedTime(session.HeardOf(time.GetTimestamp())) > options.Value.Lease)
            {
                ServeLog.SessionSilent(logger, session.Name);
                var off = await Close(session, keepsHosts: false);
                var text =
                    $"session expired: silent for longer than {options.Value.Lease.TotalSeconds:0.#} s; {off} of its hosts switched off";
                journal.Audit(
                    JournalKind.SessionExpired,
                    session.Name,
                    $"{text}; opened by {session.OpenedBy}",
                    "the server",
                    session.Name
                );
            }
        }
    }

    /// <summary>Switches a host off. False if it was off.</summary>
    public async Task<bool> PowerOff(ServedHost host)
    {
        _hosts.TryRemove(new(host.Address.Name, host));
        try
        {
            var wasOn = await SwitchOff(host);
            await register.Remove(host.Address.Name);
            if (!register.OutlivesServer && (host.Owner is null || !_sessions.ContainsKey(host.Owner)))
            {
                // No client can boot or ask a host of this name again, so its boot number is no longer needed.
                await Ask(host, static grain => grain.Forget().AsTask());
            }

            return wasOn;
        }
        catch
        {
            // The host may be on, so it stays in the table.
            _hosts.TryAdd(host.Address.Name, host);
            throw;
        }
    }

    private async Task<bool> SwitchOff(ServedHost host)
    {
        // No session would own a boot that arrived after this.
        await host.Booting;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var status = await Ask(host, static grain => grain.Probe().AsTask());
                if (!status.Error.IsSuccess)
                {
                    return false;
                }

                // Switching off a host that is off has no effect, so a retry is safe.
                await Ask(host, grain => grain.PowerOff(new(status.At, status.Epoch)).AsTask());
                return true;
            }
            catch (OutcomeUnknownException) when (attempt < PowerOffTries)
            {
                // The host has just crashed; the next attempt switches its next boot off.
            }
        }
    }

    /// <summary>Probes a host. The probe boots a host whose silo has died.</summary>
    public async Task<HostStatus> Probe(ServedHost host)
    {
        var status = await Ask(host, static grain => grain.Probe().AsTask());
        host.Status = status;
        return status;
    }

    /// <summary>Asks a host.</summary>
    public Task<TResult> Ask<TResult>(ServedHost host, Func<IHostGrain, Task<TResult>> question) => cluster.Ask(host.Address, question);
}
