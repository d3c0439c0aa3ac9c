using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class AgeTests(FeatureCluster fixture)
{
    [Fact]
    public Task An_activation_that_delays_its_deactivation_is_not_collected() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var delayed = Aged<OrdinaryAgeGrain>(stage, "delayed");
                var other = Aged<OrdinaryAgeGrain>(stage, "other");
                Assert.Equal(1, await delayed.Delay(TimeSpan.FromHours(4)));
                Assert.Equal(1, await other.Touch());
                await stage.CollectIdle();
                await stage.Until(() => !stage.IsActive(other), "the other grain is gone");
                Assert.Equal(2, await delayed.Touch());
                Assert.Equal("ActivationIdle", LifeLog.Of(other.GetPrimaryKeyString()));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_delay_can_be_taken_back() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Aged<OrdinaryAgeGrain>(stage, "once delayed");
                await grain.Delay(TimeSpan.FromHours(4));
                await grain.Delay(TimeSpan.FromTicks(-1));
                await stage.CollectIdle();
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_delay_does_not_keep_a_grain_that_wants_to_leave() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Aged<OrdinaryAgeGrain>(stage, "delayed and leaving");
                await grain.Delay(TimeSpan.FromHours(4));
                await grain.Leave();
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                Assert.Equal("ApplicationRequested", LifeLog.Of(grain.GetPrimaryKeyString()));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_class_can_say_that_it_is_never_collected() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var endless = Aged<EndlessAgeGrain>(stage, "endless");
                var other = Aged<OrdinaryAgeGrain>(stage, "other of endless");
                await endless.Touch();
                await other.Touch();
                await stage.CollectIdle();
                await stage.Until(() => !stage.IsActive(other), "the other grain is gone");
                Assert.True(stage.IsActive(endless));
                Assert.Equal(2, await endless.Touch());
                await endless.Leave();
                await stage.Until(() => !stage.IsActive(endless), "the grain is gone");
            },
            FeatureTests.Effort
        );

    // Minutes and hours, which only virtual time has.
    [SimulatedFact]
    public Task A_class_can_say_after_which_time_it_is_collected() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var brief = Aged<ShortAgeGrain>(stage, "short");
                var ordinary = Aged<OrdinaryAgeGrain>(stage, "ordinary");
                var lasting = Aged<LongAgeGrain>(stage, "long");
                await Task.WhenAll(brief.Touch(), ordinary.Touch(), lasting.Touch());
                await Task.Delay(TimeSpan.FromMinutes(2), stage.Clock);
                Assert.Equal((true, true, true), Active());
                await Task.Delay(TimeSpan.FromMinutes(4), stage.Clock);
                await stage.Until(() => Active() == (false, true, true), "three minutes are over");
                await Task.Delay(TimeSpan.FromMinutes(20), stage.Clock);
                await stage.Until(() => Active() == (false, false, true), "fifteen minutes are over");
                await Task.Delay(TimeSpan.FromHours(5), stage.Clock);
                await stage.Until(() => Active() == (false, false, false), "five hours are over");
                Assert.Equal("ActivationIdle", LifeLog.Of(lasting.GetPrimaryKeyString()));

                (bool Brief, bool Ordinary, bool Lasting) Active() =>
                    (stage.IsActive(brief), stage.IsActive(ordinary), stage.IsActive(lasting));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_migration_with_nowhere_to_go_deactivates() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Aged<OrdinaryAgeGrain>(stage, "migrating");
                Assert.Equal(1, await grain.Touch());
                Assert.Equal(2, await grain.Touch());
                await grain.Migrate();
                await stage.Until(() => LifeLog.Of(grain.GetPrimaryKeyString()).Length > 0, "the grain is gone");
                Assert.Equal("Migrating", LifeLog.Of(grain.GetPrimaryKeyString()));
                Assert.Equal(1, await grain.Touch());
            },
            FeatureTests.Effort
        );

    private static IAgeGrain Aged<TGrain>(Stage stage, string key) =>
        stage.Factory.GetGrain<IAgeGrain>(LifeLog.Begin($"{stage.Run} {key}"), typeof(TGrain).FullName);
}
