using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class OneWayTests(PlainCluster fixture)
{
    [Fact]
    public Task The_caller_does_not_wait_for_it() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "g");
            await grain.Post("a");
            await grain.Entered("a");
            Assert.Equal("a+", await grain.Log());
            await grain.Open("a");
            await stage.Until(async () => await grain.Log() == "a+ a-", "the request has left");
        });

    [Fact]
    public Task It_is_admitted_like_any_request() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "g");
            var a = await grain.Enter(grain.Plain, "a");
            await grain.Post("b");
            await stage.Waiting(grain, 1);
            Assert.Equal("a+", await grain.Log());
            await grain.Open("a");
            await a;
            await grain.Entered("b");
            var c = grain.Plain("c");
            await stage.Waiting(grain, 1);
            Assert.Equal("a+ a- b+", await grain.Log());
            await grain.OpenAll();
            await c;
        });

    [Fact]
    public Task What_it_throws_is_lost() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = stage.Grain<IPostGrain>(PostGrain.Name, "p");
            await grain.Fail("at once", later: false);
            await grain.Fail("later", later: true);
            await stage.Until(async () => (await grain.Failures()) == 2, "both have failed");
        });
}
