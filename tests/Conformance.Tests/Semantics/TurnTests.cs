using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class PooledMethodTests(PlainCluster fixture)
{
    [Fact]
    public Task Code_between_two_awaits_is_never_interrupted_even_where_everything_may_interleave() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Grain<ITurnGrain>(TurnGrain.Name, "t");
                var leaf = stage.Grain<ITurnGrain>(TurnGrain.Name, "leaf");
                await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => grain.Work(leaf)));
                Assert.Equal("500 segments, 0 overlaps", await grain.Verdict());
            },
            new Effort(20, 20)
        );
}
