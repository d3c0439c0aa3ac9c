using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class RecordTests(FeatureCluster fixture)
{
    [Fact]
    public Task The_record_of_a_base_class_is_read_at_activation() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Record<BaseRecordGrain>(stage);
                Assert.Equal("0 [], 0 at activation", await grain.Read());
                await grain.Change(3, "a");
                await grain.Write();
                await grain.Change(4, "b");
                Assert.Equal("4 [a b], 0 at activation", await grain.Read());
                await grain.ReadAgain();
                Assert.Equal("3 [a], 0 at activation", await grain.Read());
                await Leave(stage, grain);
                Assert.Equal("3 [a], 3 at activation", await grain.Read());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task The_record_of_a_base_class_can_be_cleared() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Record<BaseRecordGrain>(stage);
                await grain.Change(3, "a");
                await grain.Write();
                await grain.Clear();
                Assert.Equal("0 [], 0 at activation", await grain.Read());
                await Leave(stage, grain);
                Assert.Equal("0 [], 0 at activation", await grain.Read());
                await grain.Change(5, "c");
                await grain.Write();
                await Leave(stage, grain);
                Assert.Equal("5 [c], 5 at activation", await grain.Read());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_record_can_be_at_a_named_provider() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Record<NamedRecordGrain>(stage);
                await grain.Change(3, "a");
                await grain.Write();
                await Leave(stage, grain);
                Assert.Equal("0 and 30, 30 at activation", await grain.Read());
                await grain.Clear();
                await Leave(stage, grain);
                Assert.Equal("0 and 0, 0 at activation", await grain.Read());
            },
            FeatureTests.Effort
        );

    private static IRecordGrain Record<TGrain>(Stage stage) =>
        stage.Factory.GetGrain<IRecordGrain>($"{stage.Run} {typeof(TGrain).Name}", typeof(TGrain).FullName);

    private static async Task Leave(Stage stage, IRecordGrain grain)
    {
        await grain.Leave();
        await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
    }
}
