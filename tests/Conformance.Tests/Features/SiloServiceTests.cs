using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

public sealed class SiloServiceTests(SiloServiceCluster fixture) : IClassFixture<SiloServiceCluster>
{
    [Fact]
    public Task A_grain_is_told_of_its_silo_and_of_the_program() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Factory.GetGrain<ISiloGrain>($"{stage.Run}");
                Assert.Equal("True True True Active True", await grain.Silo());
                Assert.Equal("Development none", await grain.Program());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_gets_Orleans_serializers() =>
        fixture.Cluster.Run(
            async stage => Assert.Equal("kept", await stage.Factory.GetGrain<ISiloGrain>($"{stage.Run}").Serialized("kept")),
            FeatureTests.Effort
        );

    [Fact]
    public Task Startup_tasks_run_before_the_first_call_of_a_client() =>
        fixture.Cluster.Run(
            stage =>
            {
                Assert.True(stage.IsActive(stage.Factory.GetGrain<ITextKeyed>("opening")));
                return Task.CompletedTask;
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_placement_director_of_the_program_chooses_the_silo() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var silos = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => Seated<LastGrain>(stage, $"{index}").Silo()));
                Assert.Single(silos.Distinct());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task What_a_placement_director_throws_reaches_the_caller() =>
        fixture.Cluster.Run(
            async stage =>
                Assert.Equal(
                    "nowhere",
                    (await Assert.ThrowsAsync<InvalidOperationException>(Seated<NowhereGrain>(stage, "n").Silo)).Message
                ),
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_that_prefers_its_caller_s_silo_comes_there() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var near = await Task.WhenAll(
                    Enumerable.Range(0, 8).Select(index => stage.Factory.GetGrain<ISiloGrain>($"{stage.Run} {index}").SiloOfNeighbour())
                );
                Assert.All(near, static isNear => Assert.Equal("True", isNear));
            },
            FeatureTests.Effort
        );

    private static ISeatedGrain Seated<T>(Stage stage, string key) =>
        stage.Factory.GetGrain<ISeatedGrain>($"{stage.Run} {key}", typeof(T).FullName);
}
