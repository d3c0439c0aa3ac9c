using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class BrokenTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_service_that_is_missing_fails_the_call() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var e = await Assert.ThrowsAnyAsync<Exception>(Broken<NeedyGrain>(stage, "needy").Touch);
                Assert.IsAssignableFrom<InvalidOperationException>(e);
                Assert.Contains(nameof(NeedyGrain), e.Message, StringComparison.Ordinal);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_constructor_that_fails_fails_the_call_and_the_next_call_tries_again() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Broken<UnmadeGrain>(stage, "unmade");
                var e = await Assert.ThrowsAnyAsync<Exception>(grain.Touch);
                Assert.Contains(nameof(UnmadeGrain), e.Message, StringComparison.Ordinal);
                Assert.Equal("not made", e.InnerException?.Message);
                await grain.Touch();
                Assert.Equal("made, made", LifeLog.Of(grain.GetPrimaryKeyString()));
            },
            FeatureTests.Effort
        );

    private static IBrokenGrain Broken<TGrain>(Stage stage, string key) =>
        stage.Factory.GetGrain<IBrokenGrain>(LifeLog.Begin($"{stage.Run} {key}"), typeof(TGrain).FullName);
}
