using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Orleans;
using SvaOrleans.Silo.Orleans.Placement;

namespace SvaOrleans.Grains.Tests.Machines;

/// <summary>A test cluster of silos that kernels live on: in-memory transport, so everything that crosses is written and read.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromSeconds(20);

    private readonly InProcessTestCluster _cluster;
    private readonly ConcurrentDictionary<string, LiveObjects> _live = new(StringComparer.Ordinal);
    private readonly bool _hasControl;

    private TestSilos(short silos, long clockScale, bool hasControl, KnownSilos known)
    {
        this._hasControl = hasControl;
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;

        // The product's own directory, not the test cluster's, which no death can touch.
#pragma warning disable ORLEANSEXP003
        builder.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        builder.ConfigureSilo(
            (options, silo) =>
            {
                if (hasControl && options.SiloName == "Silo_0")
                {
                    options.SiloName = HostPlacement.ControlSilo;
                }

                var objects = new LiveObjects(Events);
                _live[options.SiloName] = objects;
                silo.Services.AddSingleton(known);
                silo.AddSvaKernels(Events, objects, clockScale);
            }
        );
        _cluster = builder.Build();
    }

    public EventLog Events { get; } = new(keepsAll: true);

    public InProcessTestCluster Cluster => _cluster;

    /// <summary>The names of the living silos, except the control silo.</summary>
    public IReadOnlyList<string> Names =>
        [.. _cluster.Silos.Select(silo => silo.Name).Where(static name => name != HostPlacement.ControlSilo).Order(StringComparer.Ordinal)];

    /// <summary>The objects of each silo that lives.</summary>
    public IReadOnlyList<LiveObjects> Live => [.. _cluster.Silos.Select(silo => _live[silo.Name])];

    public static async Task<TestSilos> Start(
        short silos,
        long clockScale = ModelClock.ScaleDefault,
        bool hasControl = false,
        KnownSilos? known = null
    )
    {
        var started = new TestSilos((short)(silos + (hasControl ? 1 : 0)), clockScale, hasControl, known ?? KnownSilos.Everyone);
        await started._cluster.DeployAsync();
        return started;
    }

    public ClusterSimulation Simulate(TimeSpan? hangLimit = null) => new(Factory, Live, Events, hangLimit ?? HangLimit, this);

    public IReadOnlyList<(ObjectName Name, object State)>[] StatesPerSilo() => [.. Live.Select(States)];

    /// <summary>What lives on one silo.</summary>
    public IReadOnlyList<(ObjectName Name, object State)> StatesOf(string silo) => States(_live[silo]);

    /// <summary>Stops a silo in the middle of its work, and waits until the others know. This is no crash: idle grains are deactivated, and
    /// running calls may end; processes are killed in Server.Tests.</summary>
    public async Task Kill(string name)
    {
        var dead = _cluster.Silos.Single(silo => silo.Name == name);
        await _cluster.KillSiloAsync(dead);
        await foreach (var snapshot in Services.GetRequiredService<IClusterMembershipService>().MembershipUpdates)
        {
            if (snapshot.GetSiloStatus(dead.SiloAddress) == SiloStatus.Dead)
            {
                return;
            }
        }
    }

    /// <summary>Starts another silo.</summary>
    public async Task<string> Add() => (await _cluster.StartAdditionalSiloAsync()).Name;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    // A client outside learns of no silo's death but its gateway's; the control silo breaks what waits for the dead.
    private IServiceProvider Services =>
        _cluster.GetSiloServiceProvider(_cluster.Silos.First(silo => !_hasControl || silo.Name == HostPlacement.ControlSilo).SiloAddress);

    private IGrainFactory Factory => _hasControl ? Services.GetRequiredService<IGrainFactory>() : _cluster.Client;

    private static List<(ObjectName Name, object State)> States(LiveObjects objects)
    {
        var states = new List<(ObjectName Name, object State)>();
        objects.CollectStates(states);
        return states;
    }
}
