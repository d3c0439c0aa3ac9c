using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class TimerTests(PlainCluster fixture)
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly Effort Effort = new(50, 5);

    [Fact]
    public Task A_tick_waits_for_a_running_request() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                var hold = grain.Hold();
                await grain.Holding();
                await grain.Start(TickKind.Free, interleave: false, Millisecond, Timeout.InfiniteTimeSpan);
                await stage.Waiting(grain, 1);
                Assert.Equal("hold+", await grain.Log());
                await grain.Release();
                await grain.Ticks(1);
                await hold;
                Assert.Equal("hold+ hold- 1+ 1-", await grain.Log());
            },
            Effort
        );

    [Fact]
    public Task An_interleaving_tick_does_not_wait() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                var hold = grain.Hold();
                await grain.Holding();
                await grain.Start(TickKind.Free, interleave: true, Millisecond, Timeout.InfiniteTimeSpan);
                await grain.Ticks(1);
                Assert.Equal("hold+ 1+ 1-", await grain.Log());
                await grain.Release();
                await hold;
            },
            Effort
        );

    [Fact]
    public Task A_request_waits_for_a_tick() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                await grain.Start(TickKind.Gated, interleave: false, Millisecond, Timeout.InfiniteTimeSpan);
                await grain.Ticks(1);
                var hold = grain.Hold();
                await stage.Waiting(grain, 1);
                Assert.Equal("1+", await grain.Log());
                await grain.OpenTick();
                await grain.Holding();
                Assert.Equal("1+ 1- hold+", await grain.Log());
                await grain.Release();
                await hold;
            },
            Effort
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Ticks_of_one_timer_never_overlap(bool interleave) =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                await grain.StartMetronome();
                await grain.Start(TickKind.Gated, interleave, Millisecond, Millisecond);
                await grain.Ticks(1);
                await grain.Beats(20);
                Assert.Equal("1+", await grain.Log());
                await grain.OpenTick();
                await grain.Ticks(2);
                Assert.StartsWith("1+ 1- 2+", await grain.Log(), StringComparison.Ordinal);
            },
            Effort
        );

    [Fact]
    public Task The_period_counts_from_the_end_of_a_tick() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                await grain.StartMetronome();
                await grain.Start(TickKind.Gated, interleave: false, Millisecond, TimeSpan.FromMilliseconds(60));
                await grain.Ticks(1);
                await grain.Beats(40); // most of a period passes within the tick
                await grain.OpenTick();
                await grain.Ticks(2);

                // A real timer may fire a clock tick early.
                Assert.InRange(await grain.Pause(), 50, double.MaxValue);
            },
            Effort
        );

    [Fact]
    public Task A_tick_that_fails_is_followed_by_others() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                await grain.Start(TickKind.Failing, interleave: false, Millisecond, Millisecond);
                await grain.Ticks(3);
                Assert.StartsWith("1+ 2+ 2- 3+", await grain.Log(), StringComparison.Ordinal);
            },
            Effort
        );

    [Fact]
    public Task A_change_within_a_tick_counts_from_its_end() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                await grain.Start(TickKind.Changing, interleave: false, Millisecond, TimeSpan.FromHours(1));
                await grain.Ticks(3);
                Assert.StartsWith("1+ 1- 2+ 2- 3+", await grain.Log(), StringComparison.Ordinal);
            },
            Effort
        );

    [Fact]
    public Task A_disposed_timer_ticks_no_more() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                await grain.StartMetronome();
                await grain.Start(TickKind.Free, interleave: true, Millisecond, Millisecond);
                await grain.Ticks(1);
                await grain.Stop();
                var before = await grain.Log();
                await grain.Beats(20);
                Assert.Equal(before, await grain.Log());
            },
            Effort
        );

    [Fact]
    public Task A_timer_that_never_comes_does_not() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                await grain.StartMetronome();
                await grain.Start(TickKind.Free, interleave: true, Timeout.InfiniteTimeSpan, Millisecond);
                await grain.Beats(20);
                Assert.Equal(string.Empty, await grain.Log());
            },
            Effort
        );

    [Fact]
    public Task Timers_end_when_deactivation_begins() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage);
                var journal = stage.Grain<IJournalGrain>(JournalGrain.Name, "j");
                await grain.Start(TickKind.Free, interleave: true, Millisecond, Millisecond);
                await grain.Ticks(2);
                await grain.Deactivate(journal);
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                Assert.Equal("cancelled True", await journal.Lines());
                await grain.StartMetronome();
                await grain.Beats(20);
                Assert.Equal(string.Empty, await grain.Log());
            },
            Effort
        );

    private static ITimerGrain Timer(Stage stage) => stage.Grain<ITimerGrain>(TimerGrain.Name, "t");
}
