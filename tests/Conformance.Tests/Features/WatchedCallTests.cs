using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

// Filters in each of the forms in which a silo takes them.
public sealed class WatchedCluster() : ClusterFixture(new ClusterShape(Configure: Configure))
{
    private static void Configure(ISiloBuilder silo)
    {
        silo.Services.AddSingleton(new Motto("watched"));
        silo.AddIncomingGrainCallFilter<WatchingFilter>();
        silo.AddIncomingGrainCallFilter(new TickFilter());
        silo.AddOutgoingGrainCallFilter(static async context =>
        {
            await context.Invoke();
            if (context.SourceContext?.GrainInstance is WatchedGrain && context.InterfaceMethod.Name == nameof(IWatchedGrain.Double))
            {
                context.Result = (int)context.Result! + 1;
            }
        });
    }
}

public sealed class WatchedCallTests(WatchedCluster fixture) : IClassFixture<WatchedCluster>
{
    [Fact]
    public Task A_filter_sees_who_calls_what_and_can_change_the_argument() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var caller = Watched(stage, "caller");
                var grain = Watched(stage, "called");
                Assert.Equal(60, await grain.Double(3));
                Assert.Equal("Double(3) of WatchedGrain from a client", LifeLog.Of(grain.GetPrimaryKeyString()));
                LifeLog.Begin(grain.GetPrimaryKeyString());
                Assert.Equal(81, await caller.DoubleAt(grain, 4));
                Assert.Equal("Double(4) of WatchedGrain from watched", LifeLog.Of(grain.GetPrimaryKeyString()));
            },
            FeatureTests.Effort
        );

    [Fact]
    public Task What_a_filter_puts_into_the_context_is_there_for_the_grain() =>
        fixture.Cluster.Run(async stage => Assert.Equal("watched", await Watched(stage, "context").Context()), FeatureTests.Effort);

    [Fact]
    public Task A_filter_sees_ticks_and_one_that_it_does_not_let_pass_is_the_last() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = Watched(stage, "ticks");
                await grain.StartTicks();
                const string Tick = "IGrainTimerInvoker.InvokeCallbackAsync";
                await stage.Until(() => LifeLog.Of(grain.GetPrimaryKeyString()) == $"{Tick}, {Tick}", "two ticks were seen");
                await Task.Delay(TimeSpan.FromMilliseconds(50), stage.Clock);
                Assert.Equal($"{Tick}, {Tick}", LifeLog.Of(grain.GetPrimaryKeyString()));
                Assert.Equal(1, await grain.Ticks());
            },
            FeatureTests.Effort
        );

    private static IWatchedGrain Watched(Stage stage, string key) =>
        stage.Factory.GetGrain<IWatchedGrain>(LifeLog.Begin($"{stage.Run} {key}"));
}
