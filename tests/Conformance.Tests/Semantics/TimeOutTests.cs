using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

// A time-out says nothing about the call: it may still be carried out, or may never be.
[Collection(PlainClusterTests.Name)]
public sealed class TimeOutTests(PlainCluster fixture)
{
    [Fact]
    public Task A_call_that_times_out_goes_on_at_its_target() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "g");
                var call = await grain.Enter(grain.Impatient, "a");
                await Assert.ThrowsAsync<TimeoutException>(() => call);
                Assert.Equal("a+", await grain.Log());
                var next = grain.Plain("b");
                await stage.Waiting(grain, 1);
                await grain.Open("a");
                await grain.Entered("b");
                Assert.Equal("a+ a- b+", await grain.Log());
                await grain.OpenAll();
                await next;
            },
            Effort.Timed
        );

    [Fact]
    public Task A_call_that_expired_before_it_could_start_never_starts() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "g");
                var first = await grain.Enter(grain.Plain, "a");
                var expiring = grain.Impatient("b");
                await stage.Waiting(grain, 1);
                await Assert.ThrowsAsync<TimeoutException>(() => expiring);
                await grain.OpenAll();
                await first;
                await grain.Plain("c");
                Assert.Equal("a+ a- c+ c-", await grain.Log());
            },
            Effort.Timed
        );
}
