using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Silo.Serving.Api;

namespace SvaOrleans.Silo.Remote;

/// <summary>A simulation on a cluster that serves elsewhere: one session, whose hosts go when it goes, however it goes.</summary>
public sealed class RemoteSimulation : ISimulation
{
    private readonly ClusterClient client;
    private readonly SessionOpened session;
    private readonly SortedDictionary<string, Stamp> hosts = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource over = new();
    private readonly Task renewing;
    private bool isClosed;

    private RemoteSimulation(ClusterClient client, SessionOpened session)
    {
        this.client = client;
        this.session = session;
        renewing = Renew();
    }

    /// <inheritdoc/>
    public string Engine => session.Engine;

    /// <summary>The session's name.</summary>
    public string Session => session.Session;

    /// <summary>What the names of its hosts begin with.</summary>
    public string HostPrefix => session.Session + "-";

    /// <summary>Whether its hosts stay up when it goes.</summary>
    public bool KeepsHosts { get; set; }

    /// <summary>Opens a session.</summary>
    /// <param name="client">The cluster.</param>
    /// <exception cref="ClusterUnreachableException">No cluster is there.</exception>
    /// <exception cref="ClusterRefusedException">It takes no more clients, or asks for a token.</exception>
    public static async Task<RemoteSimulation> Open(ClusterClient client) => new(client, await client.Post<object, SessionOpened>("sessions", new()));

    /// <inheritdoc/>
    public async Task<BootResult> Boot(HostSpec spec)
    {
        var booted = await Ask<HostSpec, BootResult>("boot", spec);
        hosts[spec.Host] = new(booted.At, booted.Epoch);
        return booted;
    }

    /// <inheritdoc/>
    public Task<RunResult> Run(ObjectName task, RunRequest request) => Ask<HostRunRequest, RunResult>("run", new(task, request));

    /// <inheritdoc/>
    public Task<ReplayResult> Replay(ObjectName task, ReplayRequest request) => Ask<HostReplayRequest, ReplayResult>("replay", new(task, request));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SvaEvent>> TakeEvents()
    {
        var events = new List<SvaEvent>();
        foreach (var (host, stamp) in hosts)
        {
            events.AddRange((await Ask<HostQuestion, HostEvents>("events", new(host, stamp))).Events);
        }

        events.Sort();
        return events;
    }

    /// <inheritdoc/>
    public async Task<WorldView> View()
    {
        var views = new List<HostView>();
        foreach (var (host, stamp) in hosts)
        {
            views.Add(await Ask<HostQuestion, HostView>("view", new(host, stamp)));
        }

        return new([.. views]);
    }

    /// <summary>Waits for nothing more: whoever waits for an answer gets an <see cref="OperationCanceledException"/>.</summary>
    public void Abandon() => over.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        await over.CancelAsync();
        await renewing;
        over.Dispose();
        try
        {
            await client.Delete<SessionClosed>($"sessions/{Session}?keep={(KeepsHosts ? "true" : "false")}");
        }
        catch (Exception gone) when (gone is ClusterUnreachableException or ClusterRefusedException or OutcomeUnknownException or SimulationHungException)
        {
            // The cluster itself switches off what is not heard of any more.
        }
    }

    private Task<TResult> Ask<TBody, TResult>(string what, TBody body) => client.Post<TBody, TResult>($"sessions/{Session}/{what}", body, over.Token);

    private async Task Renew()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(session.LeaseSeconds / 4));
        try
        {
            while (await timer.WaitForNextTickAsync(over.Token))
            {
                try
                {
                    await client.Post<object, object>($"sessions/{Session}/renew", new(), over.Token);
                }
                catch (Exception lost) when (lost is ClusterUnreachableException or OutcomeUnknownException or SimulationHungException)
                {
                    // The next request tells whoever waits for its answer; the next tick tries again.
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ClusterRefusedException)
        {
            // The session is over.
        }
    }
}
