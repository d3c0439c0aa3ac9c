using System.Collections.Concurrent;
using Orleans.Configuration;
using Orleans.TestingHost;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Clusters;

internal sealed class OrleansConformanceCluster(ClusterShape shape) : IConformanceCluster
{
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(2);
    private InProcessTestCluster? _cluster;
    private int _runs;

    public async Task Start() => _cluster = shape.IsPerishable ? null : await Deploy();

    public async Task Run(Func<Stage, Task> program, Effort? effort = null)
    {
        for (var trial = 0; trial < (effort ?? Effort.Gated).Trials; trial++)
        {
            var cluster = _cluster ?? await Deploy();
            try
            {
                await Task.Run(() => program(NewStage(cluster))).WaitAsync(RunLimit);
            }
            finally
            {
                if (_cluster is null)
                {
                    await cluster.DisposeAsync();
                }
            }
        }
    }

    // Several runs at once, so that the processors are busy and orders vary.
    public async Task<IReadOnlyList<OutcomeSet>> Collect(Func<Stage, Task<string>> program, Effort effort)
    {
        ConcurrentDictionary<string, int> results = new();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, effort.Trials),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (_, cancellation) =>
            {
                var result = await program(NewStage(_cluster!)).WaitAsync(RunLimit, cancellation);
                results.AddOrUpdate(result, 1, (_, count) => count + 1);
            }
        );
        return [new OutcomeSet("orleans", [.. results.Keys.Order(StringComparer.Ordinal)])];
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? default;

    private OrleansStage NewStage(InProcessTestCluster cluster) => new(cluster, Interlocked.Increment(ref _runs));

    private async Task<InProcessTestCluster> Deploy()
    {
        InProcessTestClusterBuilder builder = new((short)shape.Silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.AddMemoryGrainStorageAsDefault();
                shape.Configure?.Invoke(silo);
                if (shape.RequestLimit is { } limit)
                {
                    silo.Configure<SiloMessagingOptions>(options => options.MaxRequestProcessingTime = limit);
                }

                silo.Configure<ClusterMembershipOptions>(options =>
                {
                    options.ProbeTimeout = TimeSpan.FromSeconds(1);
                    options.NumMissedProbesLimit = 1;
                    options.NumVotesForDeathDeclaration = 1;
                });
                if (shape.HasFilters)
                {
                    silo.AddIncomingGrainCallFilter(new IncomingBracket("1"))
                        .AddIncomingGrainCallFilter(new IncomingBracket("2"))
                        .AddOutgoingGrainCallFilter(new OutgoingBracket("1"))
                        .AddOutgoingGrainCallFilter(new OutgoingBracket("2"));
                }
            }
        );
        builder.ConfigureClient(client =>
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1))
        );
        if (shape.HasFilters)
        {
            builder.ConfigureClient(client =>
                client.AddOutgoingGrainCallFilter(new OutgoingBracket("1")).AddOutgoingGrainCallFilter(new OutgoingBracket("2"))
            );
        }

        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
