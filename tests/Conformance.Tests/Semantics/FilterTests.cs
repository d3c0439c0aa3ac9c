using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

public sealed class FilterTests(FilteredCluster fixture) : IClassFixture<FilteredCluster>
{
    [Fact]
    public Task Filters_stand_around_a_clients_call_in_the_order_of_registration() =>
        fixture.Cluster.Run(async stage => Assert.Equal("out1[out2[in1[in2[hello]]]]", await Filtered(stage, "a").Say("hello")));

    [Fact]
    public Task Filters_stand_around_a_grains_call() =>
        fixture.Cluster.Run(async stage =>
            Assert.Equal("out1[out2[in1[in2[hello]]]]", await Filtered(stage, "a").Relay(Filtered(stage, "b"), "hello"))
        );

    [Fact]
    public Task An_incoming_filter_can_answer_instead_of_the_grain() =>
        fixture.Cluster.Run(async stage =>
        {
            Assert.Equal("instead: none", await Filtered(stage, "a").Answered("x"));
            Assert.Equal("0 calls", await Filtered(stage, "a").Calls());
        });

    [Fact]
    public Task An_incoming_filter_can_refuse() =>
        fixture.Cluster.Run(async stage =>
        {
            var e = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Filtered(stage, "a").Refused("x"));
            Assert.Equal("Refused(x) at filtered is refused", e.Message);
            Assert.Equal("0 calls", await Filtered(stage, "a").Calls());
        });

    [Fact]
    public Task An_outgoing_filter_can_keep_the_call_from_being_sent() =>
        fixture.Cluster.Run(async stage =>
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => Filtered(stage, "a").NeverSent("x"));
            Assert.Equal("0 calls", await Filtered(stage, "a").Calls());
        });

    [Fact]
    public Task Filters_see_what_the_grain_throws() =>
        fixture.Cluster.Run(async stage => Assert.Equal("caught no such line", await Filtered(stage, "a").Failing("x")));

    // A tick is a call, which a filter that does not invoke it would end for good.
    [Fact]
    public Task A_timer_goes_on_behind_filters_that_let_its_ticks_pass() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Grain<ITimerGrain>(TimerGrain.Name, "t");
                await grain.Start(TickKind.Free, interleave: false, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(5));
                await grain.Ticks(4);
                await grain.Stop();
            },
            Effort.Timed
        );

    private static IFilteredGrain Filtered(Stage stage, string key) => stage.Grain<IFilteredGrain>(FilteredGrain.Name, key);
}
