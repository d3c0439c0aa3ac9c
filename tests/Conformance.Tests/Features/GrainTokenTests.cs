using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class GrainTokenTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_grain_token_reaches_the_grain_and_does_not_give_up_the_call() =>
        fixture.Cluster.Run(
            async stage =>
            {
                using GrainCancellationTokenSource source = new();
                var grain = Grain(stage, "a");
                var call = grain.UntilCancelled(source.Token);
                await grain.Entered();
                await source.Cancel();
                Assert.Equal("cancelled", await call);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_token_goes_on_through_a_grain() =>
        fixture.Cluster.Run(
            async stage =>
            {
                using GrainCancellationTokenSource source = new();
                var last = Grain(stage, "c");
                var call = Grain(stage, "b").Through(last, source.Token);
                await last.Entered();
                await source.Cancel();
                Assert.Equal("through cancelled", await call);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_token_that_was_cancelled_before_arrives_so() =>
        fixture.Cluster.Run(
            async stage =>
            {
                using GrainCancellationTokenSource source = new();
                Assert.False(await Grain(stage, "d").IsCancelled(source.Token));
                await source.Cancel();
                Assert.True(await Grain(stage, "e").IsCancelled(source.Token));
            },
            FeatureTests.Effort
        );

    private static IGrainTokenGrain Grain(Stage stage, string key) => stage.Factory.GetGrain<IGrainTokenGrain>($"{stage.Run} {key}");
}
