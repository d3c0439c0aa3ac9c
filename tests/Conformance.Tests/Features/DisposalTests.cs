using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class DisposalTests(FeatureCluster fixture)
{
    [Theory]
    [InlineData(typeof(DisposableGrain), "deactivating, disposed")]
    [InlineData(typeof(AsyncDisposableGrain), "deactivating, disposed asynchronously")]
    [InlineData(typeof(FailingDisposableGrain), "deactivating, disposed")]
    public Task A_grain_is_disposed_after_its_deactivation(Type grainClass, string expected) =>
        fixture.Cluster.Run(
            async stage =>
            {
                var key = LifeLog.Begin($"{stage.Run} {grainClass.Name}");
                var grain = stage.Factory.GetGrain<IDisposedGrain>(key, grainClass.FullName);
                await grain.Leave();
                await stage.Until(() => LifeLog.Of(key) == expected, "the grain is disposed");
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                await grain.Leave();
                await stage.Until(() => LifeLog.Of(key) == $"{expected}, {expected}", "the next activation is disposed");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_that_cannot_be_activated_is_disposed_and_not_deactivated() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var key = LifeLog.Begin($"{stage.Run} stillborn");
                var grain = stage.Factory.GetGrain<IDisposedGrain>(key, typeof(StillbornGrain).FullName);
                await Assert.ThrowsAsync<InvalidOperationException>(grain.Leave);
                await stage.Until(() => LifeLog.Of(key) == "activating, disposed", "the grain is disposed");
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                Assert.Equal("activating, disposed", LifeLog.Of(key));
            },
            FeatureTests.Effort
        );
}
