using Orleans.TestingHost;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Model;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Cluster;
using SvaOrleans.Silo.Events;

namespace SvaOrleans.Grains.Tests.Machines;

/// <summary>A test cluster of silos that kernels live on: in-memory transport, so everything that crosses is written and read.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(20);

    private readonly InProcessTestCluster cluster;
    private readonly List<LiveObjects> live = [];

    private TestSilos(short silos, long clockScale)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            var objects = new LiveObjects(Events);
            live.Add(objects);
            silo.AddSvaKernels(Events, objects, clockScale);
        });
        cluster = builder.Build();
    }

    public EventLog Events { get; } = new(keepsAll: true);

    public InProcessTestCluster Cluster => cluster;

    /// <summary>The objects of each silo.</summary>
    public IReadOnlyList<LiveObjects> Live => live;

    public static async Task<TestSilos> Start(short silos, long clockScale = ModelClock.ScaleDefault)
    {
        var started = new TestSilos(silos, clockScale);
        await started.cluster.DeployAsync();
        return started;
    }

    public ILocalSimulation Simulate() => new ClusterSimulation(cluster.Client, live, Events, HangLimit, this);

    public IReadOnlyList<(ObjectName Name, object State)>[] StatesPerSilo() => [.. live.Select(objects =>
    {
        var states = new List<(ObjectName Name, object State)>();
        objects.CollectStates(states);
        return states;
    })];

    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}
