using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

public sealed class ManagementTests(SiloServiceCluster fixture) : IClassFixture<SiloServiceCluster>
{
    [Fact]
    public Task Silos_and_activations_are_told() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var management = stage.Factory.GetGrain<IManagementGrain>(0);
                var grain = await Active(stage, "told");
                var hosts = await management.GetHosts(true);
                Assert.Equal(2, hosts.Count);
                Assert.Equal(2, (await management.GetDetailedHosts(true)).Select(static host => host.SiloName).Distinct().Count());
                Assert.Contains(grain.GetGrainId(), await management.GetActiveGrains(grain.GetGrainId().Type));
                Assert.Contains(await management.GetActivationAddress(grain), hosts.Keys);
                Assert.Equal(1, await management.GetGrainActivationCount((GrainReference)grain));
                Assert.InRange(await management.GetTotalActivationCount(), 1, int.MaxValue);
                Assert.Contains(await management.GetDetailedGrainStatistics(), statistic => statistic.GrainId == grain.GetGrainId());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task Idle_activations_can_be_collected() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = await Active(stage, "idle");
                await stage.Factory.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
                await stage.Until(() => !stage.IsActive(grain), "the grain is collected");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task One_grain_can_be_deactivated() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = await Active(stage, "ended");
                await stage.Factory.GetGrain<IManagementGrain>(0).DeactivateGrain(grain.GetGrainId(), CancellationToken.None);

                // The directory's answer may come from a cache that still names the former activation, so only a new call proves the end.
                await stage.Until(() => !stage.IsActive(grain), "the grain is not active");
                await grain.Key();
                Assert.True(stage.IsActive(grain));
            },
            FeatureTests.Effort
        );

    private static async Task<ITextKeyed> Active(Stage stage, string key)
    {
        var grain = stage.Factory.GetGrain<ITextKeyed>($"{stage.Run} {key}");
        await grain.Key();
        return grain;
    }
}
