using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

// The seven cases of the admission rule, in their order. Gates are opened by calls: nothing here depends on how long anything takes.
[Collection(PlainClusterTests.Name)]
public sealed class AdmissionTests(PlainCluster fixture)
{
    [Fact]
    public Task Case_1_nothing_runs_so_the_request_starts() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var a = await grain.Enter(grain.Plain, "a");
            await grain.Open("a");
            await a;
            var b = await grain.Enter(grain.Plain, "b");
            Assert.Equal("a+ a- b+", await grain.Log());
            await Finish(grain, b);
        });

    [Fact]
    public Task Case_2_a_request_that_always_interleaves_starts_beside_a_plain_one() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var a = await grain.Enter(grain.Plain, "a");
            var b = await grain.Enter(grain.Always, "b");
            Assert.Equal("a+ b+", await grain.Log());
            await Finish(grain, a, b);
        });

    [Fact]
    public Task Case_3_requests_that_always_interleave_block_nobody() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var a = await grain.Enter(grain.Always, "a");
            var b = await grain.Enter(grain.Plain, "b");
            Assert.Equal("a+ b+", await grain.Log());
            await Finish(grain, a, b);
        });

    [Fact]
    public Task Case_3_the_first_plain_request_beside_them_is_the_one_that_blocks() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var a = await grain.Enter(grain.Always, "a");
            var b = await grain.Enter(grain.Plain, "b");
            var c = grain.Plain("c");
            await stage.Waiting(grain, 1);
            Assert.Equal("a+ b+", await grain.Log());
            await grain.Open("a");
            await a;
            await stage.Waiting(grain, 1);
            Assert.Equal("a+ b+ a-", await grain.Log());
            await grain.Open("b");
            await grain.Entered("c");
            Assert.Equal("a+ b+ a- b- c+", await grain.Log());
            await Finish(grain, b, c);
        });

    [Fact]
    public Task Case_4_readers_run_side_by_side() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var a = await grain.Enter(grain.Read, "a");
            var b = await grain.Enter(grain.Read, "b");
            Assert.Equal("a+ b+", await grain.Log());
            await Finish(grain, a, b);
        });

    [Fact]
    public Task Case_4_a_writer_waits_for_a_reader_and_a_reader_for_a_writer() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var reader = await grain.Enter(grain.Read, "r");
            var writer = grain.Plain("w");
            await stage.Waiting(grain, 1);
            Assert.Equal("r+", await grain.Log());
            await grain.Open("r");
            await grain.Entered("w");
            var late = grain.Read("l");
            await stage.Waiting(grain, 1);
            Assert.Equal("r+ r- w+", await grain.Log());
            await grain.Open("w");
            await grain.Entered("l");
            Assert.Equal("r+ r- w+ w- l+", await grain.Log());
            await Finish(grain, reader, writer, late);
        });

    [Fact]
    public Task Case_5_a_call_of_the_chain_enters_and_one_from_outside_does_not() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var chain = grain.Section("s", stage.Grain<IRelayGrain>(RelayGrain.Name, "via"), grain);
            await grain.Entered("s'");
            var outsider = grain.Plain("x");
            await stage.Waiting(grain, 1);
            Assert.Equal("s+ s'+", await grain.Log());
            await grain.Open("s'");
            await grain.Entered("x");
            Assert.Equal("s+ s'+ s'- s- x+", await grain.Log());
            await Finish(grain, chain, outsider);
        });

    [Theory]
    [InlineData(ChoosyGatedGrain.Name)]
    [InlineData(OwnChoiceGatedGrain.Name)]
    public Task Case_6_the_class_lets_the_incoming_request_in(string grainType) =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage, grainType);
            var a = await grain.Enter(grain.Plain, "a");
            var free = await grain.Enter(grain.Plain, "free");
            Assert.Equal("a+ free+", await grain.Log());
            await Finish(grain, a, free);
        });

    [Theory]
    [InlineData(ChoosyGatedGrain.Name)]
    [InlineData(OwnChoiceGatedGrain.Name)]
    public Task Case_6_is_symmetric_the_running_request_may_let_others_in(string grainType) =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage, grainType);
            var free = await grain.Enter(grain.Plain, "free");
            var a = await grain.Enter(grain.Plain, "a");
            Assert.Equal("free+ a+", await grain.Log());
            await Finish(grain, a, free);
        });

    [Fact]
    public Task Case_6_a_reentrant_class_lets_everything_in() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage, ReentrantGatedGrain.Name);
            var a = await grain.Enter(grain.Plain, "a");
            var b = await grain.Enter(grain.Plain, "b");
            var c = await grain.Enter(grain.Read, "c");
            await grain.Open("b");
            await b;
            Assert.Equal("a+ b+ c+ b-", await grain.Log());
            await Finish(grain, a, c);
        });

    [Fact]
    public Task Case_6_a_predicate_that_throws_rejects_the_request() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage, ChoosyGatedGrain.Name);
            var a = await grain.Enter(grain.Plain, "a");
            var e = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Plain("broken"));
            Assert.Equal("The predicate cannot tell.", e.Message);
            Assert.Equal("a+", await grain.Log());
            await Finish(grain, a);
        });

    [Theory]
    [InlineData(PlainGatedGrain.Name)]
    [InlineData(ChoosyGatedGrain.Name)]
    public Task Case_7_otherwise_the_request_waits(string grainType) =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage, grainType);
            var a = await grain.Enter(grain.Plain, "a");
            var b = grain.Plain("b");
            await stage.Waiting(grain, 1);
            Assert.Equal("a+", await grain.Log());
            await grain.Open("a");
            await grain.Entered("b");
            Assert.Equal("a+ a- b+", await grain.Log());
            await Finish(grain, a, b);
        });

    [Fact]
    public Task An_admissible_request_overtakes_waiting_ones() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var r1 = await grain.Enter(grain.Read, "r1");
            var w = grain.Plain("w");
            await stage.Waiting(grain, 1);
            var r2 = await grain.Enter(grain.Read, "r2");
            var always = await grain.Enter(grain.Always, "a");
            await stage.Waiting(grain, 1);
            Assert.Equal("r1+ r2+ a+", await grain.Log());
            await Finish(grain, r1, w, r2, always);
        });

    [Fact]
    public Task A_scan_starts_everything_that_is_admissible_in_the_order_of_arrival() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var a = await grain.Enter(grain.Plain, "a");
            var r1 = grain.Read("r1");
            await stage.Waiting(grain, 1);
            var w = grain.Plain("w");
            await stage.Waiting(grain, 2);
            var r2 = grain.Read("r2");
            await stage.Waiting(grain, 3);
            await grain.Open("a");
            await grain.Entered("r2");
            await stage.Waiting(grain, 1);
            Assert.Equal("a+ a- r1+ r2+", await grain.Log());
            await Finish(grain, a, r1, w, r2);
        });

    [Fact]
    public Task Plain_requests_that_wait_start_one_by_one_in_the_order_of_arrival() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Gated(stage);
            var a = await grain.Enter(grain.Plain, "a");
            var b = grain.Plain("b");
            await stage.Waiting(grain, 1);
            var c = grain.Plain("c");
            await stage.Waiting(grain, 2);
            await Finish(grain, a, b, c);
            Assert.Equal("a+ a- b+ b- c+ c-", await grain.Log());
        });

    private static IGatedGrain Gated(Stage stage, string grainType = PlainGatedGrain.Name) => stage.Grain<IGatedGrain>(grainType, "g");

    private static async Task Finish(IGatedGrain grain, params Task[] calls)
    {
        await grain.OpenAll();
        await Task.WhenAll(calls);
    }
}
