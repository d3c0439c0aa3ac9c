using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class StageTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_grain_takes_part_in_the_stages_of_its_activation() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var key = LifeLog.Begin($"{stage.Run} staged");
                var grain = stage.Factory.GetGrain<IStagedGrain>(key, typeof(StagedGrain).FullName);
                await grain.Touch();
                Assert.Equal("first start, early start, late start, activate, touch", LifeLog.Of(key));
                LifeLog.Begin(key);
                await grain.Leave();
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                Assert.Equal("deactivate, late stop, early stop", LifeLog.Of(key));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_stage_that_fails_fails_the_call() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var key = LifeLog.Begin($"{stage.Run} unstartable");
                var grain = stage.Factory.GetGrain<IStagedGrain>(key, typeof(UnstartableGrain).FullName);
                var e = await Assert.ThrowsAnyAsync<Exception>(grain.Touch);
                Assert.Equal("InvalidOperationException: no such stage", $"{e.GetType().Name}: {e.Message}");
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                Assert.Equal("first start, first stop", LifeLog.Of(key));
            },
            FeatureTests.Effort
        );
}
