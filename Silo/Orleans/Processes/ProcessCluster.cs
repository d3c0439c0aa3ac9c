using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Orleans.Placement;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Orleans.Trust;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>A cluster of silo processes on this machine. The server's own silo holds the membership and the storage and runs no kernels, so
/// any other silo may die.</summary>
/// <param name="factory">Creates references to grains.</param>
/// <param name="membership">The membership of the cluster.</param>
/// <param name="primary">The place of the server's own silo.</param>
/// <param name="authority">Issues the certificates by which the silos authenticate each other.</param>
/// <param name="known">The silos that it has started.</param>
/// <param name="unknown">Members that it has not started.</param>
/// <param name="refused">Refused connections to its own silo.</param>
/// <param name="outages">Notes lost silos, and reports each outage.</param>
/// <param name="database">The database for membership and storage; in memory if absent.</param>
/// <param name="environment">The log settings of silo processes; no secrets.</param>
/// <param name="settings">The settings of silos.</param>
/// <param name="lifetime">Signals when the server begins to stop.</param>
/// <param name="logger">The log.</param>
internal sealed class ProcessCluster(
    IGrainFactory factory,
    IClusterMembershipService membership,
    SiloPlace primary,
    StartAuthority authority,
    KnownSilos known,
    UnknownMembers unknown,
    RefusedConnections refused,
    Outages outages,
    DatabaseSilo? database,
    IReadOnlyList<KeyValuePair<string, string>> environment,
    IOptions<SvaSiloOptions> settings,
    IHostApplicationLifetime lifetime,
    ILogger<ProcessCluster> logger
) : BackgroundService, IServedCluster
{
    private const string Left = "stopped in order, by a signal to its process";

    private static readonly TimeSpan ActivityLimit = TimeSpan.FromSeconds(2);

    // A signal to a process group reaches all its processes within this time.
    private static readonly TimeSpan GroupSignalLimit = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, (SiloProcess Process, SiloState State)> _silos = [];
    private readonly SiloTimes _times = new(TimeProvider.System);
    private int _count;
    private volatile bool _isStopping;

    /// <inheritdoc/>
    public string Engine => nameof(EngineKind.Orleans);

    /// <inheritdoc/>
    public string About => "silo processes on the loopback address";

    /// <inheritdoc/>
    public required StorageKind StorageKind { get; init; }

    /// <inheritdoc/>
    public required string Storage { get; init; }

    /// <inheritdoc/>
    public required string Clustering { get; init; }

    /// <inheritdoc/>
    public Action<string>? SiloGone { get; set; }

    /// <inheritdoc/>
    public Action<SiloView>? SiloChanged { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<SiloView> Silos
    {
        get
        {
            lock (_gate)
            {
                return [.. _silos.Values.Select(silo => _times.Tell(new(silo.Process.Name, silo.State, silo.Process.Id)))];
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<UnknownMember> UnknownMembers => unknown.Views;

    /// <inheritdoc/>
    public long RefusedConnections => refused.Count;

    /// <summary>Starts the first silos and waits until all have joined.</summary>
    /// <param name="number">The number of silos.</param>
    /// <exception cref="SiloSettingsException">A silo did not start.</exception>
    public Task StartSilos(int number) => Task.WhenAll(Enumerable.Range(0, number).Select(_ => Add()));

    /// <inheritdoc/>
    public async Task<TResult> Ask<TResult>(HostAddress host, Func<IHostGrain, Task<TResult>> question)
    {
        var name = new ObjectName(host.Name, ObjectKind.Host, "");
        var grain = new KernelReferences(factory).Host(name);
        var watch = new ProgressWatch(() => CountRequests(grain), settings.Value.HangLimit, TimeProvider.System);
        try
        {
            return await watch.Await(name, question(grain));
        }
        catch (Exception crash) when (OutcomeUnknownException.Covers(crash))
        {
            throw new OutcomeUnknownException(crash.Message, crash);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SiloActivity>> Activity()
    {
        // A silo that has not joined has no activity and cannot answer.
        var told = await Task.WhenAll(Living(static state => state == SiloState.Up).Select(static silo => silo.Activity(ActivityLimit)));
        return [.. told.OfType<SiloActivity>()];
    }

    /// <inheritdoc/>
    public async Task Kill(string silo, string by = "the server")
    {
        var process = Living().FirstOrDefault(one => one.Name == silo) ?? throw new KeyNotFoundException($"no silo {silo} lives");
        _times.Expect(silo, $"killed by {by}");
        process.Kill();
        await process.Exited;
    }

    /// <inheritdoc/>
    public async Task<string> Add()
    {
        var index = Interlocked.Increment(ref _count) - 1;
        var name = "silo-" + index.ToString(CultureInfo.InvariantCulture);
        for (var attempt = 1; ; attempt++)
        {
            var process = Start(name);
            Set(index, process, SiloState.Starting);
            using var limit = new CancellationTokenSource(settings.Value.StartLimit);
            string word;
            try
            {
                var address = await process.Address.WaitAsync(limit.Token);
                if (address is not null)
                {
                    Introduce(address);
                }

                word = await process.FirstWord.WaitAsync(limit.Token);
                if (address is not null && word == SiloProgram.Ready)
                {
                    await WaitUntilActive(address, limit.Token);
                    Set(index, process, SiloState.Up);
                    _ = Follow(index, process, address);
                    _ = LetGo(process);
                    return name;
                }
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !_isStopping)
            {
                process.Kill();
                await process.Exited;
                Set(index, process, SiloState.Gone);
                throw new SiloSettingsException(
                    $"{name} did not start within {settings.Value.StartLimit} ({SvaSiloOptions.Section}:{nameof(SvaSiloOptions.StartLimit)}); "
                        + "expected a machine that is less busy, or more time"
                );
            }

            Set(index, process, SiloState.Gone);
            if (_isStopping || word != SiloProgram.PortTaken || attempt >= settings.Value.PortTries)
            {
                process.Kill();
                var how = word.Length == 0 ? $" ({process.HowItEnded})" : "";
                throw new SiloSettingsException($"{name} did not start{how}; its log is above");
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        var living = Living(static state => state == SiloState.Up);

        // A silo that has not joined has no activations to hand over.
        foreach (var silo in Living(static state => state == SiloState.Starting))
        {
            silo.Kill();
        }

        await Task.WhenAll(living.Select(static silo => silo.Stop()));
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            foreach (var (process, _) in _silos.Values)
            {
                process.Kill();
                process.Dispose();
            }

            _silos.Clear();
        }

        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        outages.Noted = TellOutage;

        // A silo is gone once the membership says so. Its hosts must not be treated as crashed before that.
        var dead = new HashSet<SiloAddress>();
        var leaving = new HashSet<SiloAddress>();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            if (unknown.Look(snapshot))
            {
                outages.Note();
            }

            foreach (var member in snapshot.Members.Values.Where(member => known.Contains(member.SiloAddress)))
            {
                if (member.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping)
                {
                    leaving.Add(member.SiloAddress);
                }

                if (member.Status == SiloStatus.Dead && member.Name != primary.Name && dead.Add(member.SiloAddress) && !_isStopping)
                {
                    outages.Note();
                    SetGone(
                        member.Name,
                        leaving.Contains(member.SiloAddress) ? Left : "voted dead by the other silos, as it did not answer"
                    );
                    SiloGone?.Invoke(member.Name);
                }
            }
        }
    }

    // The process has ended, so its silo is dead: there is no need to wait for missed probes.
    private async Task Follow(int index, SiloProcess process, SiloAddress address)
    {
        await process.Exited;
        outages.Note();
        Set(index, process, SiloState.Gone, process.HowItEnded);
        if (process.EndedInOrder)
        {
            // The exit code holds only the signal, and other silos may have seen the death before they saw the silo leave.
            _times.Correct(process.Name, Left);
        }

        if (_isStopping)
        {
            return;
        }

        if (process.IsStopping)
        {
            SiloLog.Left(logger, process.Name, process.Id);
        }
        else
        {
            SiloLog.ProcessEnded(logger, process.Name, process.Id);
        }

        if (membership.CurrentSnapshot.GetSiloStatus(address) is not (SiloStatus.None or SiloStatus.Dead))
        {
            await membership.TryKill(address);
        }
    }

    private SiloProcess Start(string name)
    {
        using var credentials = authority.Issue(name);
        return SiloProcess.Start(new(name, KernelSilo.FindFreePort(), primary.Port), SiloHandover.Of(credentials, database), environment);
    }

    // A silo waits for this line before it joins, so every silo knows it by then.
    private void Introduce(SiloAddress address)
    {
        known.Add(address);
        foreach (var process in Living())
        {
            process.Tell(known);
        }
    }

    private void TellOutage()
    {
        foreach (var process in Living())
        {
            process.TellOutage();
        }
    }

    // A signal to the process group has also reached the server, which then orders the stop itself. A signal to this process alone asks
    // only this silo to leave.
    private async Task LetGo(SiloProcess process)
    {
        await Task.WhenAny(process.LeaveAsked, process.Exited);
        if (!process.LeaveAsked.IsCompleted)
        {
            return;
        }

        try
        {
            await Task.Delay(GroupSignalLimit, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        SiloLog.Leaves(logger, process.Name, process.Id);
        await process.Stop();
    }

    private async Task WaitUntilActive(SiloAddress address, CancellationToken limit)
    {
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(limit))
        {
            if (snapshot.GetSiloStatus(address) == SiloStatus.Active)
            {
                return;
            }
        }
    }

    private void Set(int index, SiloProcess process, SiloState state, string? why = null)
    {
        lock (_gate)
        {
            _silos[index] = (process, state);
        }

        Tell(process, state, why);
    }

    private void Tell(SiloProcess process, SiloState state, string? why)
    {
        if (_times.Set(process.Name, state, why) && state is SiloState.Up or SiloState.Gone && !_isStopping)
        {
            SiloChanged?.Invoke(_times.Tell(new(process.Name, state, process.Id)));
        }
    }

    // The process may only be suspended. It has left the cluster, and ends when it resumes.
    private void SetGone(string name, string why)
    {
        (int Index, SiloProcess Process)[] named;
        lock (_gate)
        {
            named =
            [
                .. _silos
                    .Where(silo => silo.Value.Process.Name == name && silo.Value.State != SiloState.Gone)
                    .Select(static silo => (silo.Key, silo.Value.Process)),
            ];
        }

        foreach (var (index, process) in named)
        {
            if (!process.Exited.IsCompleted && !process.IsStopping)
            {
                SiloLog.Hung(logger, process.Name, process.Id);
            }

            Set(index, process, SiloState.Gone, why);
        }
    }

    private IReadOnlyList<SiloProcess> Living() => Living(static state => state is SiloState.Up or SiloState.Starting);

    private IReadOnlyList<SiloProcess> Living(Func<SiloState, bool> isWanted)
    {
        lock (_gate)
        {
            return [.. _silos.Values.Where(silo => isWanted(silo.State)).Select(static silo => silo.Process)];
        }
    }

    private static async ValueTask<ulong?> CountRequests(IHostGrain host)
    {
        try
        {
            return (await host.Probe()).Requests;
        }
        catch (Exception silent) when (OutcomeUnknownException.Covers(silent))
        {
            return null;
        }
    }
}
