using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

// Orleans 10.4.2 reads such a record back only where the name of its assembly has "Orleans" in it, as ours has, or the program allows the
// type.
[Collection(FeatureTests.Name)]
public sealed class UnserializableTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_record_without_a_copier_is_kept_as_JSON() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Factory.GetGrain<IUnserializableGrain>($"{stage.Run}");
                Assert.Equal(1, await grain.Increment());
                Assert.Equal(2, await grain.Increment());
                await grain.Leave();
                await stage.Until(() => !stage.IsActive(grain), "the grain has left");
                Assert.Equal(3, await grain.Increment());
            },
            FeatureTests.Effort
        );
}
