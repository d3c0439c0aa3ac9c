using Orleans.Runtime.Hosting;
using Orleans.Storage;
using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

// A silo with a storage provider that is not Orleans'.
public sealed class DrawerCluster() : ClusterFixture(new ClusterShape(Configure: Configure))
{
    private static void Configure(ISiloBuilder silo) => silo.Services.AddGrainStorage(Drawer.Name, static (_, _) => new Drawer());
}

public sealed class OwnStorageTests(DrawerCluster fixture) : IClassFixture<DrawerCluster>
{
    [Fact]
    public Task A_record_is_read_written_and_cleared_by_the_program_s_own_provider() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, var key) = await Record<DrawerRecordGrain>(stage);
                Assert.Equal("0 False ", await grain.Read());
                await grain.Change(3, "a");
                await grain.Write();
                Assert.Equal("3 True 1", await grain.Read());
                await Leave(stage, grain);
                Assert.Equal("3 True 1", await grain.Read());
                await grain.Clear();
                Assert.Equal("0 False ", await grain.Read());
                Assert.Equal("read card, write card, read card, clear card", LifeLog.Of(key));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_write_that_the_provider_refuses_ends_the_activation() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, _) = await Record<DrawerRecordGrain>(stage);
                await grain.Change(4, "a");
                await grain.Write();
                await grain.Change(-1, "b");
                await Assert.ThrowsAsync<InconsistentStateException>(grain.Write);
                Assert.Equal("4 True 1", await grain.Read());
                await grain.Clear();
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task The_record_of_a_base_class_is_at_the_provider_that_the_class_names() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, var key) = await Record<DrawerBaseRecordGrain>(stage);
                Assert.Equal("0", await grain.Read());
                await grain.Change(3, "a");
                await grain.Write();
                await Leave(stage, grain);
                Assert.Equal("3", await grain.Read());
                await grain.Clear();
                Assert.Equal("read state, write state, read state, clear state", LifeLog.Of(key));
            },
            FeatureTests.Effort
        );

    // The provider outlives the runs, so each begins with a record that is cleared.
    private static async Task<(IRecordGrain Grain, string Key)> Record<TGrain>(Stage stage)
    {
        var key = LifeLog.Begin($"{stage.Run} {typeof(TGrain).Name}");
        var grain = stage.Factory.GetGrain<IRecordGrain>(key, typeof(TGrain).FullName);
        await grain.Clear();
        await Leave(stage, grain);
        LifeLog.Begin(key);
        return (grain, key);
    }

    private static async Task Leave(Stage stage, IRecordGrain grain)
    {
        await grain.Leave();
        await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
    }
}
