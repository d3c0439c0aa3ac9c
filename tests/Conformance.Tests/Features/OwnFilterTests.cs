using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class OwnFilterTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_grain_stands_around_its_own_calls() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Factory.GetGrain<IOwnFilterGrain>($"{stage.Run}");
                Assert.Equal("(a)", await grain.Say("a"));
                Assert.Equal("not Forbidden of True", await grain.Forbidden());
                Assert.Equal("caught: no such line", await grain.Failing());
                Assert.Equal("Say+ say Say- Forbidden+ Forbidden- Failing+ Failing- Log+", await grain.Log());
            },
            FeatureTests.Effort
        );
}
