using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class CollectionTests(FeatureCluster fixture)
{
    [Fact]
    public Task Collections_are_copied_as_arguments_and_as_results() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Collection(stage, "a");
                List<string> list = ["a"];
                Dictionary<string, int[]> table = new() { ["x"] = [1] };
                var result = await grain.Keep(list, table);
                Assert.Equal(["a"], list);
                Assert.Equal(["a", "kept"], result);
                list.Add("later");
                result.Add("later");
                table["x"][0] = 2;
                Assert.Equal("a kept; x=1", await grain.Kept());
                Assert.Equal("argument False, result False, shared True", await grain.Compare(Collection(stage, "b")));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task What_is_declared_as_an_object_keeps_its_type_and_its_shape() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Collection(stage, "a");
                Card card = new() { Points = 2 };
                object[] sent = [1, "two", card, card, new HashSet<long> { 3 }, new SortedDictionary<string, int> { ["b"] = 1 }];
                var things = Assert.IsType<object[]>(await grain.Mixed(sent));
                Assert.Equal(1, things[0]);
                Assert.Equal("two", things[1]);
                Assert.Equal(2, Assert.IsType<Card>(things[2]).Points);
                Assert.NotSame(card, things[2]);
                Assert.Same(things[2], things[3]);
                Assert.Equal([3L], Assert.IsType<HashSet<long>>(things[4]));
                Assert.Equal(1, Assert.IsType<SortedDictionary<string, int>>(things[5])["b"]);
            },
            FeatureTests.Effort
        );

    private static ICollectionGrain Collection(Stage stage, string key) => stage.Factory.GetGrain<ICollectionGrain>($"{stage.Run} {key}");
}
