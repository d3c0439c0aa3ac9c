using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class TokenTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_token_in_the_grain_can_always_be_cancelled() =>
        fixture.Cluster.Run(
            async stage =>
            {
                using CancellationTokenSource source = new();
                var grain = Grain(stage, "a");
                Assert.True(await grain.CanBeCancelled(source.Token));
                Assert.True(await grain.CanBeCancelled());
                Assert.True(await grain.CanBeCancelled(CancellationToken.None));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_time_out_does_not_cancel_the_token() =>
        fixture.Cluster.Run(
            async stage =>
            {
                using CancellationTokenSource source = new();
                var grain = Grain(stage, "b");
                await Assert.ThrowsAsync<TimeoutException>(() => grain.Short(source.Token));
                Assert.False(await grain.IsCancelled());
                await grain.Open();
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task The_token_of_a_one_way_call_is_not_cancelled_after_the_call() =>
        fixture.Cluster.Run(
            async stage =>
            {
                using CancellationTokenSource source = new();
                var grain = Grain(stage, "c");
                await grain.Unheard(source.Token);
                await grain.Entered();
                source.Cancel();
                await Task.Delay(TimeSpan.FromMilliseconds(50), stage.Clock);
                Assert.False(await grain.IsCancelled());
                await grain.Open();
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_one_way_call_with_a_token_that_was_cancelled_before_is_not_made() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Grain(stage, "d");
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.Unheard(new CancellationToken(canceled: true)));
            },
            FeatureTests.Effort
        );

    private static ITokenGrain Grain(Stage stage, string key) => stage.Factory.GetGrain<ITokenGrain>($"{stage.Run} {key}");
}
