using Orleans.Storage;
using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class StorageTests(PlainCluster fixture)
{
    [Fact]
    public Task A_grain_without_a_record_begins_empty() =>
        fixture.Cluster.Run(async stage => Assert.Equal("0 [] absent", await Stored(stage).Read()));

    [Fact]
    public Task What_was_written_is_there_after_a_new_activation_and_what_was_not_is_lost() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Stored(stage);
            Assert.Equal("5 [=5] exists new tag", await grain.Write(5));
            await grain.Change(6);
            Assert.Equal("6 [=5 =6] exists", await grain.Read());
            await Reactivate(stage, grain);
            Assert.Equal("5 [=5] exists", await grain.Read());
            Assert.Equal("7 [=5 =7] exists new tag", await grain.Write(7));
            await Reactivate(stage, grain);
            Assert.Equal("7 [=5 =7] exists", await grain.Read());
        });

    [Fact]
    public Task Reading_again_forgets_what_was_not_written() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Stored(stage);
            await grain.Write(5);
            await grain.Change(6);
            Assert.Equal("5 [=5] exists", await grain.ReadAgain());
        });

    [Fact]
    public Task A_cleared_record_is_empty_and_can_be_written_again() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Stored(stage);
            await grain.Write(5);
            Assert.Equal("0 [] absent", await grain.Clear());
            Assert.Equal("8 [=8] exists new tag", await grain.Write(8));
            await grain.Clear();
            await Reactivate(stage, grain);
            Assert.Equal("0 [] absent", await grain.Read());
        });

    [Fact]
    public Task A_write_with_an_old_tag_is_refused_and_storage_keeps_the_newer_record() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Stored(stage);
            await grain.Write(5);
            await Reactivate(stage, grain);
            await grain.WriteThroughOtherView(6);
            Assert.Equal("refused", await grain.TryWrite(7));
            Assert.Equal("6 [=5] exists", await grain.ReadAgain());
            Assert.Equal("8 [=5 =8] exists new tag", await grain.Write(8));
        });

    [Fact]
    public Task A_refused_write_that_leaves_the_request_ends_the_activation() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Stored(stage);
            await grain.Write(5);
            await Reactivate(stage, grain);
            await grain.WriteThroughOtherView(6);
            var e = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.Write(7));
            Assert.NotEqual(e.StoredEtag, e.CurrentEtag);
            Assert.Equal("6 [=5] exists", await grain.Read());
        });

    [Fact]
    public Task A_record_can_hold_a_reference() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Stored(stage);
            var partner = stage.Grain<IStoredGrain>(StoredGrain.Name, "partner");
            await grain.Partner(partner);
            await Reactivate(stage, grain);
            Assert.True(await grain.IsPartner(partner));
        });

    private static IStoredGrain Stored(Stage stage) => stage.Grain<IStoredGrain>(StoredGrain.Name, "s");

    private static async Task Reactivate(Stage stage, IStoredGrain grain)
    {
        await grain.Leave();
        await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
    }
}
