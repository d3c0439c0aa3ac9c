using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class FactoryTests(FeatureCluster fixture)
{
    private const string Grains = "SvaOrleans.Conformance.Tests.Features.Grains.";

    [Fact]
    public Task The_prefix_of_a_class_name_chooses_among_the_classes_of_an_interface() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Assert.Equal("circle 1", await stage.Factory.GetGrain<IShapeGrain>("1", $"{Grains}Circle").Name());
                Assert.Equal("square 1", await stage.Factory.GetGrain<IShapeGrain>("1", $"{Grains}SquareGrain").Name());
                AssertNames<CircleGrain>(Assert.ThrowsAny<Exception>(() => stage.Factory.GetGrain<IShapeGrain>("1")));
                AssertNames<IShapeGrain>(Assert.ThrowsAny<Exception>(() => stage.Factory.GetGrain<IShapeGrain>("1", $"{Grains}Triangle")));
            },
            FeatureTests.Effort
        );

    // An ArgumentException on Orleans; the simulated engine's own exception there says what to do besides.
    private static void AssertNames<T>(Exception e) => Assert.Contains(typeof(T).FullName!, e.Message, StringComparison.Ordinal);

    [Fact]
    public Task An_interface_can_be_named_by_its_type() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Guid guid = new(stage.Run, 2, 3, new byte[8]);
                Assert.Equal("1", await ((ITextKeyed)stage.Factory.GetGrain(typeof(ITextKeyed), "1")).Key());
                Assert.Equal(3, await ((INumberKeyed)stage.Factory.GetGrain(typeof(INumberKeyed), 3)).Key());
                Assert.Equal(guid, await ((IGuidKeyed)stage.Factory.GetGrain(typeof(IGuidKeyed), guid)).Key());
                Assert.Equal((guid, "x"), await ((IGuidPairKeyed)stage.Factory.GetGrain(typeof(IGuidPairKeyed), guid, "x")).Key());
                Assert.Equal((3, "x"), await ((INumberPairKeyed)stage.Factory.GetGrain(typeof(INumberPairKeyed), 3, "x")).Key());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task An_identity_is_enough_and_its_reference_can_be_cast() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var text = stage.Factory.GetGrain<ITextKeyed>("1");
                Assert.Equal("1", await stage.Factory.GetGrain<ITextKeyed>(text.GetGrainId()).Key());
                Assert.Equal("1", await stage.Factory.GetGrain(text.GetGrainId()).AsReference<ITextKeyed>().Key());
                Assert.Equal("1", await ((ITextKeyed)stage.Factory.GetGrain(typeof(ITextKeyed), IdSpan.Create("1"))).Key());
            },
            FeatureTests.Effort
        );
}
