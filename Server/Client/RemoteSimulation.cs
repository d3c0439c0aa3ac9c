using System.Diagnostics;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Server.Api;
using SvaOrleans.Silo;

namespace SvaOrleans.Server.Client;

/// <summary>A simulation on a cluster in another process. It is one session, and the cluster switches its hosts off when the session ends,
/// for any reason.</summary>
public sealed class RemoteSimulation : ISimulation
{
    // The time limit for opening a session, which a cluster does at once.
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(30);

    private readonly ClusterClient _client;
    private readonly SessionOpened _session;
    private readonly SortedDictionary<string, Stamp> _hosts = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _renewing;
    private bool _isClosed;

    private RemoteSimulation(ClusterClient client, SessionOpened session)
    {
        this._client = client;
        this._session = session;
        _renewing = Renew();
    }

    /// <inheritdoc/>
    public string Engine => _session.Engine;

    /// <summary>The session's name.</summary>
    public string Session => _session.Session;

    /// <summary>The prefix of its hosts' names.</summary>
    public string HostPrefix => _session.Session + "-";

    /// <summary>Whether its hosts stay up when the session ends.</summary>
    public bool KeepsHosts { get; set; }

    /// <summary>Opens a session.</summary>
    /// <param name="client">The cluster.</param>
    /// <exception cref="ClusterUnreachableException">No cluster answers.</exception>
    /// <exception cref="ClusterRefusedException">It takes no more clients, or asks for a token.</exception>
    public static async Task<RemoteSimulation> Open(ClusterClient client)
    {
        using var limit = new CancellationTokenSource(OpenLimit);
        try
        {
            return new(client, await client.Post<object, SessionOpened>("sessions", new(), limit.Token));
        }
        catch (OperationCanceledException silent)
        {
            throw new ClusterUnreachableException(
                $"what listens at {client.Address} has not answered for {OpenLimit.TotalSeconds:0} s",
                silent
            );
        }
    }

    /// <inheritdoc/>
    public async Task<BootResult> Boot(HostSpec spec)
    {
        var booted = await Ask<HostSpec, BootResult>("boot", spec);
        _hosts[spec.Host] = new(booted.At, booted.Epoch);
        return booted;
    }

    /// <inheritdoc/>
    public Task<RunResult> Run(ObjectName task, RunRequest request) => Ask<HostRunRequest, RunResult>("run", new(task, request));

    /// <inheritdoc/>
    public Task<ReplayResult> Replay(ObjectName task, ReplayRequest request) =>
        Ask<HostReplayRequest, ReplayResult>("replay", new(task, request));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SvaEvent>> TakeEvents()
    {
        var events = new List<SvaEvent>();
        foreach (var (host, stamp) in _hosts)
        {
            events.AddRange((await Ask<HostQuestion, HostEvents>("events", new(host, stamp))).Events);
        }

        return Silo.Events.EventLog.ByTime(events);
    }

    /// <inheritdoc/>
    public async Task<WorldView> View()
    {
        var views = new List<HostView>();
        foreach (var (host, stamp) in _hosts)
        {
            views.Add(await Ask<HostQuestion, HostView>("view", new(host, stamp)));
        }

        return new([.. views]);
    }

    /// <summary>Ends all waits: each pending call throws an <see cref="OperationCanceledException"/>.</summary>
    public void Abandon() => _over.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await _over.CancelAsync();
        await _renewing;
        _over.Dispose();
        try
        {
            // The client has already waited the whole limit for a silent cluster, so it does not wait again.
            using var limit = new CancellationTokenSource(_lost.IsCancellationRequested ? TimeSpan.Zero : SilenceMax);
            await _client.Delete<SessionClosed>($"sessions/{Session}?keep={(KeepsHosts ? "true" : "false")}", limit.Token);
        }
        catch (Exception gone)
            when (gone
                    is ClusterUnreachableException
                        or ClusterRefusedException
                        or OutcomeUnknownException
                        or SimulationHungException
                        or OperationCanceledException
            )
        {
            // The cluster switches the hosts off when the lease ends.
        }

        _lost.Dispose();
    }

    // The cluster closes a session that it has not heard from for the lease. After two leases without an answer to a renewal, the cluster
    // has closed the session or has ended, and a pending call would wait for ever.
    private TimeSpan SilenceMax => TimeSpan.FromSeconds(2 * _session.LeaseSeconds);

    private async Task<TResult> Ask<TBody, TResult>(string what, TBody body)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, _lost.Token);
        try
        {
            return await _client.Post<TBody, TResult>($"sessions/{Session}/{what}", body, end.Token);
        }
        catch (OperationCanceledException silent) when (_lost.IsCancellationRequested && !_over.IsCancellationRequested)
        {
            throw new OutcomeUnknownException(
                $"the cluster at {_client.Address} has been silent for {SilenceMax.TotalSeconds:0.#} s",
                silent
            );
        }
    }

    private async Task Renew()
    {
        var period = TimeSpan.FromSeconds(_session.LeaseSeconds / 4);
        using var timer = new PeriodicTimer(period);
        var heard = Stopwatch.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                // A late timer, as on a machine that slept, gets one more renewal.
                var left = SilenceMax - Stopwatch.GetElapsedTime(heard);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
                limit.CancelAfter(left > period ? left : period);
                try
                {
                    await _client.Post<object, object>($"sessions/{Session}/renew", new(), limit.Token);
                    heard = Stopwatch.GetTimestamp();
                }
                catch (Exception silent)
                    when (silent is ClusterUnreachableException or OutcomeUnknownException or SimulationHungException
                        || (silent is OperationCanceledException && !_over.IsCancellationRequested)
                    )
                {
                    // The next tick tries again.
                    if (Stopwatch.GetElapsedTime(heard) >= SilenceMax)
                    {
                        await _lost.CancelAsync();
                        return;
                    }
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ClusterRefusedException)
        {
            // The session is over.
        }
    }
}
