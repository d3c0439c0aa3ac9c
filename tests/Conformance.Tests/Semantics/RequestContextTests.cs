using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class RequestContextTests(PlainCluster fixture)
{
    [Fact]
    public Task Values_flow_from_the_client_through_grains_to_grains() =>
        fixture.Cluster.Run(async stage =>
        {
            RequestContext.Set("who", "client");
            Assert.Equal("client", await Context(stage, "a").Read("who"));
            Assert.Equal("client", await Context(stage, "a").ReadAfterYield("who"));
            Assert.Equal("client", await Context(stage, "a").Forward(Context(stage, "b"), "who"));
            RequestContext.Clear();
            Assert.Equal("nothing", await Context(stage, "a").Read("who"));
        });

    [Fact]
    public Task Values_do_not_flow_back() =>
        fixture.Cluster.Run(async stage =>
        {
            RequestContext.Set("who", "client");
            Assert.Equal("there grain, here grain", await Context(stage, "a").SetAndForward(Context(stage, "b"), "who", "grain"));
            Assert.Equal("client", RequestContext.Get("who"));
            Assert.Equal("had True, there nothing", await Context(stage, "a").RemoveAndForward(Context(stage, "b"), "who"));
            Assert.Equal("client", await Context(stage, "b").Read("who"));
        });

    [Fact]
    public Task A_grain_keeps_nothing_of_an_earlier_call() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Context(stage, "a");
            await grain.Set("who", "left over");
            Assert.Equal("nothing", await grain.Read("who"));
        });

    private static IContextGrain Context(Stage stage, string key) => stage.Grain<IContextGrain>(ContextGrain.Name, key);
}
