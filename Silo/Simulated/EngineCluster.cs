using System.Collections.Concurrent;
using SvaOrleans.Interfaces;
using SvaOrleans.Silo.Serving;
using SvaOrleans.Silo.Serving.Activity;
using SvaOrleans.Silo.Storage;

namespace SvaOrleans.Silo;

/// <summary>A simulated cluster that serves many clients at once: one thread of its own runs the world, and takes in requests between steps.</summary>
/// <remarks>What clients send comes when it comes, so such a cluster is not repeatable; a simulation of one's own is.</remarks>
public sealed class EngineCluster : IServedCluster
{
    // Hosts that have gone are looked for when there are twice as many identities as were in use the last time, and not before.
    private const int IdentitiesMin = 1024;

    private readonly EngineSimulation simulation;
    private readonly ConcurrentQueue<Action> inbox = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly List<Operation> running = [];
    private readonly Thread loop;
    private int identitiesMax = IdentitiesMin;
    private volatile bool isStopping;
    private readonly SiloTimes times = new(TimeProvider.System);
    private IReadOnlyList<SiloView> silos;

    /// <summary>Starts a cluster.</summary>
    /// <param name="options">How many silos, and the seed.</param>
    public EngineCluster(SimulationOptions options)
    {
        simulation = new(new SimulationOptions { Silos = options.Silos, Seed = options.Seed, KeepsEvents = options.KeepsEvents, CountsCalls = true });
        silos = LookAtSilos();
        loop = new(Loop) { IsBackground = true, Name = "world" };
        loop.Start();
    }

    /// <inheritdoc/>
    public string Engine => simulation.Engine;

    /// <inheritdoc/>
    public string About => "simulated silos in this process, on virtual time";

    /// <inheritdoc/>
    public StorageKind StorageKind => StorageKind.Memory;

    /// <inheritdoc/>
    public string Storage => "in memory; it goes when the server goes";

    /// <inheritdoc/>
    public string Clustering => "none; all silos are in the server";

    /// <inheritdoc/>
    public IReadOnlyList<SiloView> Silos => Volatile.Read(ref silos);

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
        var operation = new Operation<TResult>(host.Name, () => question(simulation.HostOf(host.Name, host.Generation)));
        Enqueue(() =>
        {
            running.Add(operation);
            simulation.Cluster.World.Start(operation.Run);
        });
        return operation.Answer;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SiloActivity>> Activity() => new(EngineActivity.Of(simulation.Cluster.World.Tallies, Silos));

    /// <inheritdoc/>
    public async Task Kill(string silo, string by = "the server")
    {
        await Do(() =>
        {
            if (simulation.Cluster.World.Silos.All(one => one.Name != silo || !one.IsAlive))
            {
                throw new KeyNotFoundException($"no silo {silo} lives");
            }

            times.Expect(silo, $"killed by {by}");
            simulation.Cluster.KillSilo(silo);
        });
        SiloGone?.Invoke(silo);
    }

    /// <inheritdoc/>
    public async Task<string> Add()
    {
        var name = "";
        await Do(() => name = simulation.AddSilo());
        return name;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!isStopping)
        {
            isStopping = true;
            arrived.Release();
            await Task.Run(loop.Join);
            arrived.Dispose();
        }
    }

    // Between two steps, on the world's thread.
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
        ObjectDisposedException.ThrowIf(isStopping, this);
        inbox.Enqueue(change);
        arrived.Release();
    }

    private void Loop()
    {
        var world = simulation.Cluster.World;
        while (!isStopping)
        {
            arrived.Wait();
            while (!isStopping && (!inbox.IsEmpty || running.Count > 0))
            {
                while (inbox.TryDequeue(out var change))
                {
                    change();
                }

                var isQuiescent = world.Pump(() => isStopping || !inbox.IsEmpty);
                running.RemoveAll(static operation => operation.IsDone);
                if (isQuiescent && inbox.IsEmpty && running.Count > 0)
                {
                    var report = world.WaitFor().ToString();
                    running.ForEach(operation => operation.Fail(new SimulationHungException(report)));
                    running.Clear();
                }

                ForgetHosts();
            }
        }

        running.ForEach(static operation => operation.Fail(new OutcomeUnknownException("the cluster was stopped before an answer came")));
    }

    // Session after session, hosts come that never come back.
    private void ForgetHosts()
    {
        var world = simulation.Cluster.World;
        if (world.SlotCount >= identitiesMax)
        {
            simulation.ForgetHosts(running.Select(static operation => operation.Host));
            identitiesMax = Math.Max(IdentitiesMin, 2 * world.SlotCount);
        }
    }

    private void LookAgain()
    {
        var before = Silos.ToDictionary(static silo => silo.Name, static silo => silo.State, StringComparer.Ordinal);
        var now = LookAtSilos();
        Volatile.Write(ref silos, now);
        foreach (var silo in now.Where(silo => !before.TryGetValue(silo.Name, out var state) || state != silo.State))
        {
            SiloChanged?.Invoke(silo);
        }
    }

    private IReadOnlyList<SiloView> LookAtSilos() => [.. simulation.Cluster.World.Silos.Select(silo =>
    {
        var state = silo.IsAlive ? SiloState.Up : SiloState.Gone;
        times.Set(silo.Name, state);
        return times.Tell(new(silo.Name, state, null));
    })];

    private abstract class Operation(string host)
    {
        public string Host => host;

        public abstract bool IsDone { get; }

        public abstract void Fail(Exception fault);
    }

    private sealed class Operation<TResult>(string host, Func<Task<TResult>> question) : Operation(host)
    {
        private readonly TaskCompletionSource<TResult> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TResult> Answer => answer.Task;

        public override bool IsDone => answer.Task.IsCompleted;

        public override void Fail(Exception fault) => answer.TrySetException(fault);

        public async Task Run()
        {
            try
            {
                answer.TrySetResult(await question());
            }
            catch (Exception fault)
            {
                answer.TrySetException(EngineSimulation.Translate(fault));
            }
        }
    }
}
