using System.Collections.Concurrent;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Simulated;

/// <summary>A simulated cluster that serves many clients: a thread of its own runs the world, and accepts requests between steps.</summary>
/// <remarks>Requests of clients come at any time, so such a cluster does not repeat its runs. A simulation without clients does.</remarks>
public sealed class EngineCluster : IServedCluster
{
    // Idle hosts are looked for only when the number of identities has doubled since the last time.
    private const int IdentitiesMin = 1024;

    private readonly EngineSimulation _simulation;
    private readonly ConcurrentQueue<Action> _inbox = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly List<Operation> _running = [];
    private readonly Thread _loop;
    private int _identitiesMax = IdentitiesMin;
    private volatile bool _isStopping;
    private readonly SiloTimes _times = new(TimeProvider.System);
    private IReadOnlyList<SiloView> _silos;

    /// <summary>Starts a cluster.</summary>
    /// <param name="options">The number of silos and the seed.</param>
    public EngineCluster(SimulationOptions options)
    {
        _simulation = new(
            new SimulationOptions
            {
                Silos = options.Silos,
                Seed = options.Seed,
                KeepsEvents = options.KeepsEvents,
                CountsCalls = true,
            }
        );
        _silos = LookAtSilos();
        _loop = new(Loop) { IsBackground = true, Name = "world" };
        _loop.Start();
    }

    /// <inheritdoc/>
    public string Engine => _simulation.Engine;

    /// <inheritdoc/>
    public string About => "simulated silos in this process, on virtual time";

    /// <inheritdoc/>
    public StorageKind StorageKind => StorageKind.Memory;

    /// <inheritdoc/>
    public string Storage => "in memory; it goes when the server goes";

    /// <inheritdoc/>
    public string Clustering => "none; all silos are in the server";

    /// <inheritdoc/>
    public IReadOnlyList<SiloView> Silos => Volatile.Read(ref _silos);

    /// <inheritdoc/>
    public IReadOnlyList<UnknownMember> UnknownMembers => [];

    /// <inheritdoc/>
    public long RefusedConnections => 0;

    /// <inheritdoc/>
    public Action<string>? SiloGone { get; set; }

    /// <inheritdoc/>
    public Action<SiloView>? SiloChanged { get; set; }

    /// <inheritdoc/>
    public Task<TResult> Ask<TResult>(HostAddress host, Func<IHostGrain, Task<TResult>> question)
    {
        var operation = new Operation<TResult>(host.Name, () => question(_simulation.HostOf(host.Name, host.Generation)));
        Enqueue(() =>
        {
            _running.Add(operation);
            _simulation.Cluster.World.Start(operation.Run);
        });
        return operation.Answer;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SiloActivity>> Activity() => new(EngineActivity.Of(_simulation.Cluster.World.Tallies, Silos));

    /// <inheritdoc/>
    public async Task Kill(string silo, string by = "the server")
    {
        await Do(() =>
        {
            if (_simulation.Cluster.World.Silos.All(one => one.Name != silo || !one.IsAlive))
            {
                throw new KeyNotFoundException($"no silo {silo} lives");
            }

            _times.Expect(silo, $"killed by {by}");
            _simulation.Cluster.KillSilo(silo);
        });
        SiloGone?.Invoke(silo);
    }

    /// <inheritdoc/>
    public async Task<string> Add()
    {
        var name = "";
        await Do(() => name = _simulation.AddSilo());
        return name;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            _arrived.Release();
            await Task.Run(_loop.Join);
            _arrived.Dispose();
        }
    }

    // Runs between two steps, on the world's thread.
    private Task Do(Action change)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            try
            {
                change();
                LookAgain();
                done.SetResult();
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    private void Enqueue(Action change)
    {
        ObjectDisposedException.ThrowIf(_isStopping, this);
        _inbox.Enqueue(change);
        _arrived.Release();
    }

    private void Loop()
    {
        var world = _simulation.Cluster.World;
        while (!_isStopping)
        {
            _arrived.Wait();
            while (!_isStopping && (!_inbox.IsEmpty || _running.Count > 0))
            {
                while (_inbox.TryDequeue(out var change))
                {
                    change();
                }

                var isQuiescent = world.Pump(() => _isStopping || !_inbox.IsEmpty);
                _running.RemoveAll(static operation => operation.IsDone);
                if (isQuiescent && _inbox.IsEmpty && _running.Count > 0)
                {
                    var report = world.WaitFor().ToString();
                    _running.ForEach(operation => operation.Fail(new SimulationHungException(report)));
                    _running.Clear();
                }

                ForgetHosts();
            }
        }

        _running.ForEach(static operation => operation.Fail(new OutcomeUnknownException("the cluster was stopped before an answer came")));
    }

    // Each session brings hosts with new names.
    private void ForgetHosts()
    {
        var world = _simulation.Cluster.World;
        if (world.SlotCount >= _identitiesMax)
        {
            _simulation.ForgetHosts(_running.Select(static operation => operation.Host));
            _identitiesMax = Math.Max(IdentitiesMin, 2 * world.SlotCount);
        }
    }

    private void LookAgain()
    {
        var before = Silos.ToDictionary(static silo => silo.Name, static silo => silo.State, StringComparer.Ordinal);
        var now = LookAtSilos();
        Volatile.Write(ref _silos, now);
        foreach (var silo in now.Where(silo => !before.TryGetValue(silo.Name, out var state) || state != silo.State))
        {
            SiloChanged?.Invoke(silo);
        }
    }

    private IReadOnlyList<SiloView> LookAtSilos() =>
        [
            .. _simulation.Cluster.World.Silos.Select(silo =>
            {
                var state = silo.IsAlive ? SiloState.Up : SiloState.Gone;
                _times.Set(silo.Name, state);
                return _times.Tell(new(silo.Name, state, null));
            }),
        ];

    private abstract class Operation(string host)
    {
        public string Host => host;

        public abstract bool IsDone { get; }

        public abstract void Fail(Exception fault);
    }

    private sealed class Operation<TResult>(string host, Func<Task<TResult>> question) : Operation(host)
    {
        private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TResult> Answer => _answer.Task;

        public override bool IsDone => _answer.Task.IsCompleted;

        public override void Fail(Exception fault) => _answer.TrySetException(fault);

        public async Task Run()
        {
            try
            {
                _answer.TrySetResult(await question());
            }
            catch (Exception fault)
            {
                _answer.TrySetException(EngineSimulation.Translate(fault));
            }
        }
    }
}
