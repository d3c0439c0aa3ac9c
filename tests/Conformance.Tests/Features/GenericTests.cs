using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class GenericTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_generic_class_is_another_grain_for_each_argument() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var numbers = stage.Factory.GetGrain<IShelfGrain<int>>($"{stage.Run}");
                var texts = stage.Factory.GetGrain<IShelfGrain<string>>($"{stage.Run}");
                var tables = stage.Factory.GetGrain<IShelfGrain<Dictionary<string, int>>>($"{stage.Run}");
                await numbers.Put(4);
                await texts.Put("four");
                await tables.Put(new() { ["four"] = 4 });
                Assert.Equal([4], await numbers.Things());
                Assert.Equal(["four"], await texts.Things());
                Assert.Equal(4, (await tables.Things())[0]["four"]);
                Assert.Equal(2.5, await numbers.Swap(5, 2.5));
                Assert.Equal([4, 5], await numbers.Things());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_class_can_implement_a_generic_interface_for_one_argument() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var sum = stage.Factory.GetGrain<ISumGrain<int>>($"{stage.Run}");
                Assert.Equal(3, await sum.Add(3));
                Assert.Equal(7, await sum.Add(4));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_method_can_be_generic() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var echo = stage.Factory.GetGrain<IEchoGrain>($"{stage.Run}");
                Assert.Equal(4, await echo.Echo(4));
                Assert.Equal("four", await echo.Echo("four"));
                Assert.Equal([1, 2], await echo.Echo<List<int>>([1, 2]));
                Assert.Equal("Guid", await echo.NameOf<Guid>());
                Assert.Equal("String", await echo.NameOf<string>());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_calls_a_generic_one() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var echo = stage.Factory.GetGrain<IEchoGrain>($"{stage.Run}");
                var shelf = stage.Factory.GetGrain<IShelfGrain<string>>($"{stage.Run} through");
                Assert.Equal("a", await echo.Through(shelf, "a"));
                Assert.Equal("a b", await echo.Through(shelf, "b"));
            },
            FeatureTests.Effort
        );
}
