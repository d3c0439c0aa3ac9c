using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class CancellationTests(PlainCluster fixture)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task The_call_is_given_up_at_once_and_the_running_request_learns_of_it(bool throws) =>
        fixture.Cluster.Run(async stage =>
        {
            using CancellationTokenSource source = new();
            var grain = Cancel(stage, "a");
            var call = grain.UntilCancelled(throws, source.Token);
            await grain.Entered();
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            await stage.Until(async () => await grain.Log() == "in cancelled", "the request has learnt of it");
        });

    [Fact]
    public Task It_goes_on_through_a_grain_that_passes_the_token_on() =>
        fixture.Cluster.Run(async stage =>
        {
            using CancellationTokenSource source = new();
            var last = Cancel(stage, "b");
            var call = Cancel(stage, "a").Through(last, source.Token);
            await last.Entered();
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            await stage.Until(async () => await last.Log() == "in cancelled", "the last request has learnt of it");
        });

    [Fact]
    public Task A_grain_can_cancel_its_call() =>
        fixture.Cluster.Run(async stage =>
        {
            var other = Cancel(stage, "b");
            Assert.Equal("given up", await Cancel(stage, "a").CancelOther(other));
            await stage.Until(async () => await other.Log() == "in cancelled", "the request has learnt of it");
        });

    [Fact]
    public Task A_request_that_waits_is_taken_back() =>
        fixture.Cluster.Run(async stage =>
        {
            using CancellationTokenSource source = new();
            using CancellationTokenSource other = new();
            var grain = Cancel(stage, "a");
            var first = grain.UntilCancelled(throws: false, other.Token);
            await grain.Entered();
            var second = grain.UntilCancelled(throws: false, source.Token);
            await stage.Waiting(grain, 1);
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
            await stage.Waiting(grain, 0);
            Assert.Equal("in", await grain.Log());
            other.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        });

    [Fact]
    public Task A_request_that_has_ended_is_not_cancelled_any_more() =>
        fixture.Cluster.Run(async stage =>
        {
            using CancellationTokenSource source = new();
            var grain = Cancel(stage, "a");
            Assert.Equal("quick", await grain.Quick(source.Token));
            source.Cancel();
            Assert.Equal("quick", await grain.Quick(CancellationToken.None));
        });

    [Fact]
    public Task A_token_that_was_cancelled_before_the_call_is_never_sent() =>
        fixture.Cluster.Run(async stage =>
        {
            using CancellationTokenSource source = new();
            source.Cancel();
            var grain = Cancel(stage, "a");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.UntilCancelled(throws: false, source.Token));
            Assert.Equal(string.Empty, await grain.Log());
        });

    private static ICancelGrain Cancel(Stage stage, string key) => stage.Grain<ICancelGrain>(CancelGrain.Name, key);
}
