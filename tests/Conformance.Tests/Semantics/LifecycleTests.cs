using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class LifecycleTests(PlainCluster fixture)
{
    private static readonly Effort Effort = new(200, 5);

    [Fact]
    public Task The_first_call_activates_and_requests_wait_until_it_is_done() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, var journal) = Life(stage, PlainLifeGrain.Name);
                Assert.False(stage.IsActive(grain));
                var calls = await Task.WhenAll(grain.Touch(), grain.Touch(), grain.Touch());
                Assert.Equal([1, 2, 3], calls.Order());
                Assert.Equal("activating, active", await journal.Lines());
                Assert.True(stage.IsActive(grain));
            },
            Effort
        );

    [Fact]
    public Task Deactivation_lets_the_running_request_end_and_the_next_call_meets_a_new_activation() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, var journal) = Life(stage, PlainLifeGrain.Name);
                Assert.Equal(1, await grain.Touch());
                Assert.Equal(2, await grain.Touch());
                Assert.Equal("done", await grain.LeaveNow());
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                Assert.Equal("activating, active, deactivating: ApplicationRequested, inactive", await journal.Lines());
                Assert.Equal(1, await grain.Touch());
                Assert.Equal("activating, active, deactivating: ApplicationRequested, inactive, activating, active", await journal.Lines());
            },
            Effort
        );

    [Fact]
    public Task A_call_right_after_it_meets_the_new_activation() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, _) = Life(stage, PlainLifeGrain.Name);
                Assert.Equal(1, await grain.Touch());
                Assert.Equal("done", await grain.LeaveNow());
                Assert.Equal(1, await grain.Touch());
            },
            Effort
        );

    [Fact]
    public Task Requests_that_wait_when_deactivation_begins_go_to_the_next_activation() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, var journal) = Life(stage, PlainLifeGrain.Name);
                var running = grain.Gated();
                await grain.Entered();
                var leaving = grain.LeaveNow();
                await stage.Waiting(grain, 1);
                var touch = grain.Touch();
                await stage.Waiting(grain, 2);
                await grain.Open();
                Assert.Equal(1, await running);
                Assert.Equal("done", await leaving);
                Assert.Equal(1, await touch);
                Assert.Equal("activating, active, deactivating: ApplicationRequested, inactive, activating, active", await journal.Lines());
            },
            Effort
        );

    [Fact]
    public Task Nothing_new_starts_while_it_waits_for_running_requests_to_end_not_even_what_always_interleaves() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, var journal) = Life(stage, ReentrantLifeGrain.Name);
                var running = grain.Gated();
                await grain.Entered();
                Assert.Equal("done", await grain.LeaveNow());
                var touch = grain.Touch();
                await stage.Waiting(grain, 1);
                var open = grain.Open();
                await stage.Waiting(grain, 2);
                Assert.False(touch.IsCompleted);
                Assert.False(open.IsCompleted);
                Assert.False(running.IsCompleted);
                Assert.Equal("activating, active", await journal.Lines());
            },
            Effort
        );

    [Fact]
    public Task An_activation_that_fails_fails_the_call_and_the_next_call_tries_again() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, var journal) = Life(stage, UnwillingGrain.Name);
                var e = await Assert.ThrowsAnyAsync<Exception>(grain.Touch);
                Assert.Equal("InvalidOperationException: not today", $"{e.GetType().Name}: {e.Message}");
                Assert.Equal(1, await grain.Touch());
                Assert.Equal("try, try", await journal.Lines());
            },
            Effort.Timed
        );

    // A life and the journal with the same key.
    private static (ILifeGrain Grain, IJournalGrain Journal) Life(Stage stage, string grainType) =>
        (stage.Grain<ILifeGrain>(grainType, "l"), stage.Grain<IJournalGrain>(JournalGrain.Name, "l"));
}
