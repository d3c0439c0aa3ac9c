using Orleans.Core.Internal;
using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class ReasonTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_grain_that_asks_to_leave_is_told_so() =>
        Told("asks", static (_, grain) => grain.Leave(), "ApplicationRequested: DeactivateOnIdle was called.");

    [Fact]
    public Task A_grain_that_migrates_is_told_so() =>
        Told("migrates", static (_, grain) => grain.Migrate(), "Migrating: Migrating to a new location.");

    [Fact]
    public Task A_grain_that_is_idle_is_told_so() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Grain(stage, "idle");
                await grain.Touch();
                await stage.CollectIdle();
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                Assert.StartsWith("ActivationIdle: ", LifeLog.Of(grain.GetPrimaryKeyString()), StringComparison.Ordinal);
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_reason_of_its_own_arrives() => Told("own", static (_, grain) => grain.LeaveFor("because"), "RuntimeRequested: because");

    [Fact]
    public Task The_first_reason_counts() => Told("twice", static (_, grain) => grain.LeaveTwice(), "RuntimeRequested: first");

    [Fact]
    public Task Somebody_else_can_ask_for_it() =>
        Told(
            "asked",
            static async (_, grain) => await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle(),
            "ApplicationRequested: DeactivateOnIdle was called."
        );

    private static IReasonGrain Grain(Stage stage, string key) => stage.Factory.GetGrain<IReasonGrain>(LifeLog.Begin($"{stage.Run} {key}"));

    private Task Told(string key, Func<Stage, IReasonGrain, Task> leave, string expected) =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Grain(stage, key);
                Assert.Equal(1, await grain.Touch());
                await leave(stage, grain);
                await stage.Until(() => LifeLog.Of(grain.GetPrimaryKeyString()).Length > 0, "the grain is deactivated");
                Assert.Equal(expected, LifeLog.Of(grain.GetPrimaryKeyString()));
                Assert.Equal(1, await grain.Touch());
            },
            FeatureTests.Effort
        );
}
