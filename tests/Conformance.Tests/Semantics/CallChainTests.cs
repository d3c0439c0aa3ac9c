using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class CallChainTests(PlainCluster fixture)
{
    [Theory]
    [InlineData(ChainMode.Allow, 1)]
    [InlineData(ChainMode.Allow, 2)]
    [InlineData(ChainMode.AllowTwiceLeaveOne, 1)]
    public Task A_chain_re_enters_the_grain_that_allowed_it(ChainMode mode, int between) =>
        fixture.Cluster.Run(async stage => Assert.Equal("came back", await Start(stage, mode, between)));

    [Theory]
    [InlineData(ChainMode.None, 1)]
    [InlineData(ChainMode.None, 2)]
    [InlineData(ChainMode.AllowThenSuppress, 1)]
    [InlineData(ChainMode.AllowAndLeave, 1)]
    public Task Without_an_open_section_the_cycle_waits_for_its_time_out(ChainMode mode, int between) =>
        fixture.Cluster.Run(async stage => await Assert.ThrowsAsync<TimeoutException>(() => Start(stage, mode, between)), Effort.Timed);

    [Fact]
    public Task A_grain_that_calls_itself_waits_unless_it_allows_the_chain() =>
        fixture.Cluster.Run(
            async stage =>
            {
                await Assert.ThrowsAsync<TimeoutException>(() => Start(stage, ChainMode.None, 0));
                Assert.Equal("came back", await Start(stage, ChainMode.Allow, 0, "other"));
            },
            Effort.Timed
        );

    private static Task<string> Start(Stage stage, ChainMode mode, int between, string key = "start")
    {
        var start = stage.Grain<IChainGrain>(ChainGrain.Name, key);
        IChainGrain[] path =
        [
            .. Enumerable
                .Range(0, Math.Max(1, between))
                .Select(i => between == 0 ? start : stage.Grain<IChainGrain>(ChainGrain.Name, $"middle-{i}")),
            start,
        ];
        return start.Start(start, new CallPath([.. path]), mode);
    }
}
