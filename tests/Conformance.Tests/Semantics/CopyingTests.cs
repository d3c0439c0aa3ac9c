using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class CopyingTests(PlainCluster fixture)
{
    [Fact]
    public Task Client_grain_and_answer_share_nothing() =>
        fixture.Cluster.Run(async stage =>
        {
            var grain = Copy(stage, "a");
            Box box = new()
            {
                Numbers = [1],
                Inner = new Box { Numbers = [2] },
            };
            var answer = await grain.Keep(box);
            Assert.Equal([1], box.Numbers);
            Assert.Equal([2], box.Inner.Numbers);
            Assert.Equal([1, -1], answer.Numbers);
            answer.Numbers.Clear();
            Assert.Equal("[1 -1 [2 -2]]", await grain.Kept());
        });

    [Fact]
    public Task Neighbours_on_one_silo_share_nothing_and_arguments_are_copied_when_the_call_is_made() =>
        fixture.Cluster.Run(async stage =>
            Assert.Equal(
                "caller [1 99 [2]], answer [1 -1 98 [2 -2 97]], target [1 -1 [2 -2]]",
                await Copy(stage, "a").ChangeAfterSending(Copy(stage, "b"))
            )
        );

    [Fact]
    public Task What_is_marked_immutable_is_not_copied_on_one_silo() =>
        fixture.Cluster.Run(async stage =>
            Assert.Equal("class False, immutable class True, immutable parameter True", await Copy(stage, "a").Compare(Copy(stage, "b")))
        );

    [Fact]
    public Task A_reference_still_means_the_same_grain() =>
        fixture.Cluster.Run(async stage =>
        {
            Assert.True(await Copy(stage, "a").Refers(Copy(stage, "a")));
            Assert.False(await Copy(stage, "a").Refers(Copy(stage, "b")));
        });

    private static ICopyGrain Copy(Stage stage, string key) => stage.Grain<ICopyGrain>(CopyGrain.Name, key);
}
