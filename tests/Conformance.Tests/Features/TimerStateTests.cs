using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

[Collection(FeatureTests.Name)]
public sealed class TimerStateTests(FeatureCluster fixture)
{
    [Fact]
    public Task A_tick_gets_the_state_of_its_timer() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage, "a");
                await grain.Start();
                await stage.Until(async () => await grain.Ticked() == "none, pair 2, text, text and token", "all timers have ticked");
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task A_timer_with_period_zero_ticks_until_it_is_disposed() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Timer(stage, "b");
                await grain.StartBusy();
                await stage.Until(async () => await grain.BusyTicks() == 3, "the timer has ticked three times");
                await Task.Delay(TimeSpan.FromMilliseconds(20), stage.Clock);
                Assert.Equal(3, await grain.BusyTicks());
            },
            FeatureTests.Effort
        );

    private static ITimerStateGrain Timer(Stage stage, string key) => stage.Factory.GetGrain<ITimerStateGrain>($"{stage.Run} {key}");
}
