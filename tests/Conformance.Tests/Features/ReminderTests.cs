using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

// One silo with reminders in memory and the default limits: no period is shorter than a minute, the first tick may come at once.
public sealed class ReminderCluster() : ClusterFixture(new ClusterShape(Configure: static silo => silo.UseInMemoryReminderService()));

public sealed class ReminderTests(ReminderCluster fixture) : IClassFixture<ReminderCluster>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public Task A_reminder_is_found_by_its_name_until_it_is_unregistered() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Reminded(stage, "names");
                Assert.Equal("none", await grain.Find("a"));
                Assert.Equal(string.Empty, await grain.Names());
                await grain.Register("b", Hour, Hour);
                await grain.Register("a", Hour, Hour);
                await grain.Register("a", Hour, Minute);
                Assert.Equal("a b", await grain.Names());
                Assert.Equal("a", await grain.Find("a"));
                await grain.Unregister("a");
                Assert.Equal("b", await grain.Names());
                Assert.Equal("none", await grain.Find("a"));
                await grain.Unregister("b");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_reminder_outlives_the_activation_and_activates_the_grain() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Reminded(stage, "outlives");
                await grain.Register("a", TimeSpan.FromMilliseconds(500), Hour);
                await grain.Leave();
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                await stage.Until(() => LifeLog.Of(grain.GetPrimaryKeyString()) == "a", "the reminder has ticked");
                Assert.True(stage.IsActive(grain));
                Assert.Equal("a", await grain.Names());
                await grain.Unregister("a");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_period_below_a_minute_is_refused() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Reminded(stage, "short");
                await Assert.ThrowsAnyAsync<ArgumentException>(() => grain.Register("a", Minute, TimeSpan.FromSeconds(59)));
                await Assert.ThrowsAnyAsync<ArgumentException>(() => grain.Register("a", TimeSpan.FromSeconds(-1), Minute));
                await Assert.ThrowsAnyAsync<ArgumentException>(() => grain.Register(string.Empty, Minute, Minute));
                Assert.Equal(string.Empty, await grain.Names());
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_grain_that_has_no_method_for_reminders_gets_none() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Factory.GetGrain<IUnremindableGrain>($"{stage.Run}");
                await Assert.ThrowsAsync<InvalidOperationException>(grain.Register);
            },
            FeatureTests.Effort
        );

    [SimulatedFact]
    public Task Ticks_come_after_the_due_time_and_then_once_a_period_until_it_is_unregistered() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Reminded(stage, "ticks");
                await grain.Register("a", TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5));
                await Task.Delay(TimeSpan.FromMinutes(14), stage.Clock);
                Assert.Equal(
                    "a after 2, every 5, first 2, now 2; a after 7, every 5, first 2, now 7; a after 12, every 5, first 2, now 12",
                    await grain.Ticks()
                );
                await grain.Unregister("a");
                await Task.Delay(TimeSpan.FromMinutes(14), stage.Clock);
                Assert.Equal("a, a, a", LifeLog.Of(grain.GetPrimaryKeyString()));
            },
            FeatureTests.Effort
        );

    [SimulatedFact]
    public Task A_tick_that_fails_is_followed_by_others() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Reminded(stage, "bad");
                await grain.Register("bad", Minute, Minute);
                await Task.Delay(TimeSpan.FromSeconds(210), stage.Clock);
                Assert.Equal("bad, bad, bad", LifeLog.Of(grain.GetPrimaryKeyString()));
                await grain.Unregister("bad");
            },
            FeatureTests.Effort
        );

    private static IReminderGrain Reminded(Stage stage, string key) =>
        stage.Factory.GetGrain<IReminderGrain>(LifeLog.Begin($"{stage.Run} {key}"));
}
