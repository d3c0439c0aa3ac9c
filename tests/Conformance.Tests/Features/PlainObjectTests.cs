using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class PlainObjectTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_grain_needs_no_base_class() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var key = LifeLog.Begin($"{stage.Run} plain object");
                var grain = stage.Factory.GetGrain<IPlainObjectGrain>(key);
                Assert.Equal(key, await grain.Key());
                Assert.Equal("other", await grain.Call("other"));
                await grain.Tick();
                await stage.Until(() => LifeLog.Of(key) == "activate, tick", "the timer has ticked");
                await grain.Leave();
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                Assert.Equal("activate, tick, deactivate: ApplicationRequested", LifeLog.Of(key));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_needs_no_more_than_its_interface() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Factory.GetGrain<IBareGrain>($"{stage.Run}");
                Assert.Equal(1, await grain.Count());
                Assert.Equal(2, await grain.Count());
            },
            FeatureTests.Effort
        );
}
