using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class InjectionTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_grain_gets_services_its_context_and_the_clock() =>
        fixture.Cluster.Run(
            async stage =>
            {
                Assert.Equal("slow and steady, fast and loud, 7", await Injected(stage).Motto());
                Assert.Equal("context True, services True, clock True", await Injected(stage).Services());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_calls_by_an_injected_client_and_factory() =>
        fixture.Cluster.Run(async stage => Assert.Equal("k k k", await Injected(stage).Neighbours("k")), FeatureTests.Effort);

    [Fact]
    public Task A_grain_logs_under_its_class() =>
        fixture.Cluster.Run(
            async stage =>
            {
                await Injected(stage).Log($"line {stage.Run}");
                Assert.True(HeardLines.Has($"{typeof(InjectedGrain).FullName}: said line {stage.Run}"));
            },
            FeatureTests.Effort
        );

    private static IInjectedGrain Injected(Stage stage) => stage.Factory.GetGrain<IInjectedGrain>($"{stage.Run}");
}
