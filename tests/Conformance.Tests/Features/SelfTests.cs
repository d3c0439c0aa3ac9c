using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class SelfTests(FeatureCluster fixture)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_grain_passes_itself_on(bool asReference) =>
        fixture.Cluster.Run(
            async stage =>
            {
                var giver = stage.Factory.GetGrain<ISelfGrain>($"{stage.Run}-giver-{asReference}");
                var taker = stage.Factory.GetGrain<ISelfGrain>($"{stage.Run}-taker-{asReference}");
                await giver.GiveTo(taker, asReference);
                var key = giver.GetPrimaryKeyString();
                Assert.Equal($"{key} {key}", await taker.Taken());
            },
            FeatureTests.Effort
        );
}
