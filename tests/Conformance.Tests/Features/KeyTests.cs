using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class KeyTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_grain_has_the_key_that_its_reference_was_made_with() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Guid guid = new(stage.Run, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]);
                Assert.Equal(guid, await stage.Factory.GetGrain<IGuidKeyed>(guid).Key());
                Assert.Equal(stage.Run, await stage.Factory.GetGrain<INumberKeyed>(stage.Run).Key());
                Assert.Equal(-stage.Run, await stage.Factory.GetGrain<INumberKeyed>(-stage.Run).Key());
                Assert.Equal(long.MinValue, await stage.Factory.GetGrain<INumberKeyed>(long.MinValue).Key());
                Assert.Equal($"{stage.Run}/ä b", await stage.Factory.GetGrain<ITextKeyed>($"{stage.Run}/ä b").Key());
                Assert.Equal((guid, "north+1"), await stage.Factory.GetGrain<IGuidPairKeyed>(guid, "north+1").Key());
                Assert.Equal((-7, $"east {stage.Run}"), await stage.Factory.GetGrain<INumberPairKeyed>(-7, $"east {stage.Run}").Key());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_reference_tells_its_key() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Guid guid = new(stage.Run, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]);
                Assert.Equal(guid, stage.Factory.GetGrain<IGuidKeyed>(guid).GetPrimaryKey());
                Assert.Equal(-5, stage.Factory.GetGrain<INumberKeyed>(-5).GetPrimaryKeyLong());
                Assert.Equal("five", stage.Factory.GetGrain<ITextKeyed>("five").GetPrimaryKeyString());
                Assert.Equal(guid, stage.Factory.GetGrain<IGuidPairKeyed>(guid, "north").GetPrimaryKey(out var north));
                Assert.Equal("north", north);
                Assert.Equal(12, stage.Factory.GetGrain<INumberPairKeyed>(12, "east").GetPrimaryKeyLong(out var east));
                Assert.Equal("east", east);
                Assert.Equal("numberkeyed/FFFFFFFFFFFFFFFB", stage.Factory.GetGrain<INumberKeyed>(-5).GetGrainId().ToString());
                Assert.Equal("textkeyed/five", stage.Factory.GetGrain<ITextKeyed>("five").GetGrainId().ToString());
                await Task.CompletedTask;
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task References_with_one_key_are_equal_and_mean_one_grain() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var one = stage.Factory.GetGrain<ITextKeyed>($"{stage.Run}");
                var same = stage.Factory.GetGrain<ITextKeyed>($"{stage.Run}");
                Assert.Equal(one, same);
                Assert.Equal(one.GetHashCode(), same.GetHashCode());
                Assert.NotEqual(one, stage.Factory.GetGrain<ITextKeyed>("other"));
                Assert.Equal(await one.Key(), await same.Key());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_key_of_spaces_is_refused() =>
        fixture.Cluster.Run(
            stage =>
            {
                Assert.ThrowsAny<ArgumentException>(() => stage.Factory.GetGrain<ITextKeyed>(" "));
                Assert.ThrowsAny<ArgumentException>(() => stage.Factory.GetGrain<INumberPairKeyed>(1, " "));
                return Task.CompletedTask;
            },
            FeatureTests.Effort
        );
}
