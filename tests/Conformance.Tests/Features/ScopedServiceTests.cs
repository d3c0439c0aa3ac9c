using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class ScopedServiceTests(FeatureCluster fixture)
{
    [Fact]
    public Task An_activation_has_a_scope_of_its_own_that_ends_with_it() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Factory.GetGrain<IScopedGrain>(LifeLog.Begin($"{stage.Run} scoped"));
                var other = stage.Factory.GetGrain<IScopedGrain>(LifeLog.Begin($"{stage.Run} scoped too"));
                Assert.Equal("1 uses, owner True, same True", await grain.Use());
                Assert.Equal("2 uses, owner True, same True", await grain.Use());
                Assert.Equal("1 uses, owner True, same True", await other.Use());
                await grain.Leave();
                await stage.Until(() => LifeLog.Of($"{stage.Run} scoped") == "deactivating, desk disposed", "the scope is disposed");
                Assert.Equal("1 uses, owner True, same True", await grain.Use());
                Assert.Equal(string.Empty, LifeLog.Of($"{stage.Run} scoped too"));
            },
            FeatureTests.Effort
        );
}
