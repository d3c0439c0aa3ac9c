using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class PlacementTests(FeatureCluster fixture)
{
    [Theory]
    [InlineData(typeof(RandomlyPlacedGrain))]
    [InlineData(typeof(LocallyPlacedGrain))]
    [InlineData(typeof(HashPlacedGrain))]
    [InlineData(typeof(CountPlacedGrain))]
    [InlineData(typeof(ResourcePlacedGrain))]
    public Task A_grain_is_one_activation_wherever_it_is_placed(Type grainClass) =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Factory.GetGrain<IPlacedGrain>($"{stage.Run}", grainClass.FullName);
                var counts = await Task.WhenAll(grain.Count(), grain.Count(), grain.Count());
                Assert.Equal([1, 2, 3], counts.Order());
            },
            FeatureTests.Effort
        );
}
