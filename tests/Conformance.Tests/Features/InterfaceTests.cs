using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class InterfaceTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_class_answers_by_each_of_its_interfaces() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var counted = stage.Factory.GetGrain<ICounted>($"{stage.Run}");
                await counted.Add(3);
                await counted.Add(2, "dozen");
                Assert.Equal(27, await counted.Total());
                Assert.Equal(27, await counted.TotalLater());
                Assert.Equal("named", await counted.Name());
                Assert.Equal("named", await ((INamed)counted).Name());
                Assert.Equal("named", await counted.AsReference<INamed>().Name());
                Assert.Equal("painted", await counted.AsReference<IPainted>().Name());
                Assert.Equal("painted", await counted.Cast<IPainted>().Name());
                Assert.Equal(27, await counted.AsReference<IPainted>().AsReference<ICounted>().Total());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task Values_of_all_sorts_cross_a_call() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Factory.GetGrain<IPainted>($"{stage.Run}");
                Assert.Equal(Colour.Red, await grain.Paint(Colour.Red));
                Assert.Null(await grain.Paint(null));
                Assert.Equal(Colour.Green, await grain.Paint(null, new Point(1, 2)));
                (var point, var span, var colours) = await grain.All(new Point(1, 2), new Span(3, 4), [Colour.Green, Colour.Red]);
                Assert.Equal(new Point(1, 2), point);
                Assert.Equal(new Span(3, 4), span);
                Assert.Equal([Colour.Green, Colour.Red], colours);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task An_interface_can_name_its_default_class() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Assert.Equal("preferred", await stage.Factory.GetGrain<IPreferred>($"{stage.Run}").Class());
                var other = stage.Factory.GetGrain<IPreferred>($"{stage.Run}", typeof(UnpreferredGrain).FullName);
                Assert.Equal("unpreferred", await other.Class());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_generic_interface_can_have_an_alias() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Assert.Equal(["a", "a"], await stage.Factory.GetGrain<IAliasedGrain<string>>($"{stage.Run}").Twice("a"));
                var twice = await stage.Factory.GetGrain<IAliasedGrain<int>>($"{stage.Run}").Twice(1);
                Assert.Equal([1, 1], twice);
            },
            FeatureTests.Effort
        );
}
