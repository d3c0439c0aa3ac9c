using SvaOrleans.Conformance.Tests.Grains;
using SvaOrleans.Simulation.Engine.Admission;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Conformance.Tests.Clusters;

// Every semantic must hold under both admission profiles and every seed.
internal sealed class SimulatedConformanceCluster : IConformanceCluster
{
    private readonly List<(string Profile, SimulatedCluster Cluster, RandomStrategy Strategy)> _clusters = [];

    public SimulatedConformanceCluster(ClusterShape shape)
    {
        Add(shape, "orleans-10", AdmissionProfile.Orleans10);
        Add(shape, "pairwise", AdmissionProfile.Pairwise);
    }

    public Task Run(Func<Stage, Task> program, Effort? effort = null)
    {
        foreach ((var profile, var cluster, var strategy) in _clusters)
        {
            for (var seed = 0; seed < (effort ?? Effort.Gated).Seeds; seed++)
            {
                Begin(cluster, strategy, seed);
                try
                {
                    cluster.Run(() => program(new SimulatedStage(cluster)));
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"Profile {profile}, seed {seed}: {e.Message}", e);
                }
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OutcomeSet>> Collect(Func<Stage, Task<string>> program, Effort effort)
    {
        List<OutcomeSet> all = [];
        foreach ((var profile, var cluster, var strategy) in _clusters)
        {
            SortedSet<string> results = new(StringComparer.Ordinal);
            for (var seed = 0; seed < effort.Seeds; seed++)
            {
                Begin(cluster, strategy, seed);
                results.Add(cluster.Run(() => program(new SimulatedStage(cluster))));
            }

            all.Add(new OutcomeSet(profile, [.. results]));
        }

        return Task.FromResult<IReadOnlyList<OutcomeSet>>(all);
    }

    public ValueTask DisposeAsync() => default;

    private static void Begin(SimulatedCluster cluster, RandomStrategy strategy, int seed)
    {
        strategy.Reseed((ulong)seed);
        cluster.Reset();
    }

    private void Add(ClusterShape shape, string name, AdmissionProfile profile)
    {
        RandomStrategy strategy = new(0);
        var builder = new SimulatedClusterBuilder()
            .AddGrains(typeof(GatedGrain).Assembly)
            .UseStrategy(strategy)
            .UseProfile(profile)
            .UseSilos([.. Enumerable.Range(0, shape.Silos).Select(i => $"silo-{i}")])
            .OnDeadlock(DeadlockPolicy.TimeOut)
            .LimitSteps(1_000_000)
            .CollectIdleAfter(TimeSpan.FromMinutes(15));
        if (shape.Configure is { } configure)
        {
            builder.ConfigureSilo(configure);
        }

        if (shape.HasFilters)
        {
            builder
                .AddIncomingFilter(new IncomingBracket("1"))
                .AddIncomingFilter(new IncomingBracket("2"))
                .AddOutgoingFilter(new OutgoingBracket("1"))
                .AddOutgoingFilter(new OutgoingBracket("2"));
        }

        _clusters.Add((name, builder.Build(), strategy));
    }
}
