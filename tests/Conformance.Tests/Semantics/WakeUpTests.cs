using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class WakeUpTests(PlainCluster fixture)
{
    [Fact]
    public Task A_waiter_goes_on_within_the_wakers_turn() =>
        fixture.Cluster.Run(async stage => Assert.Equal("< a . b . > a' b'", await WakeTwo(stage, asynchronously: false, "ab")));

    [Fact]
    public Task A_waiter_with_asynchronous_continuations_goes_on_after_the_wakers_turn() =>
        fixture.Cluster.Run(async stage => Assert.Equal("< . . > a b a' b'", await WakeTwo(stage, asynchronously: true, "ab")));

    [Theory]
    [InlineData(false, "< b . a . > b' a'")]
    [InlineData(true, "< . . > b a b' a'")]
    public Task Waiters_go_on_in_the_order_in_which_they_were_woken(bool asynchronously, string expected) =>
        fixture.Cluster.Run(async stage => Assert.Equal(expected, await WakeTwo(stage, asynchronously, "ba")));

    private static async Task<string> WakeTwo(Stage stage, bool asynchronously, string order)
    {
        var grain = stage.Grain<IWakeGrain>(WakeGrain.Name, "w");
        var a = grain.Wait("a", asynchronously);
        var b = grain.Wait("b", asynchronously);
        await grain.Waiting(2);
        await grain.Wake(order);
        await Task.WhenAll(a, b);
        return await grain.Log();
    }
}
