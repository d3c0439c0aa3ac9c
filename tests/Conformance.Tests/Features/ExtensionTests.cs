using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class ExtensionTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_registered_extension_is_one_for_each_activation() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Tally(stage, "a");
                Assert.Equal(3, await grain.AsReference<ITallyExtension>().Add(3));
                Assert.Equal(7, await grain.OwnAdd(4));
                Assert.Equal(12, await Tally(stage, "b").AddAt(grain, 5));
                Assert.Equal(1, await Tally(stage, "c").AsReference<ITallyExtension>().Add(1));
                Assert.Equal($"{stage.Run} a TallyGrain", await grain.AsReference<ITallyExtension>().Owner());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_can_set_an_extension_itself() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Tally(stage, "d");
                await grain.SetMark("x");
                Assert.Equal("x", await grain.AsReference<IMarkExtension>().Mark());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_can_bind_an_extension_once() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Tally(stage, "bound");
                Assert.Equal("x, same True, same grain True", await grain.Bind("x"));
                Assert.Equal("x", await grain.AsReference<IMarkExtension>().Mark());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task One_that_is_not_installed_is_refused() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var extension = Tally(stage, "e").AsReference<IMarkExtension>();
                await Assert.ThrowsAsync<GrainExtensionNotInstalledException>(extension.Mark);
            },
            FeatureTests.Effort
        );

    private static ITallyGrain Tally(Stage stage, string key) => stage.Factory.GetGrain<ITallyGrain>($"{stage.Run} {key}");
}
