using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

[Collection(PlainClusterTests.Name)]
public sealed class IdleTests(PlainCluster fixture)
{
    private static readonly Effort Effort = new(50, 3);

    [Fact]
    public Task An_idle_activation_is_collected() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Grain<ILifeGrain>(PlainLifeGrain.Name, "l");
                var journal = stage.Grain<IJournalGrain>(JournalGrain.Name, "l");
                await grain.Touch();
                await stage.CollectIdle();
                await stage.Until(() => !stage.IsActive(grain), "the grain is gone");
                Assert.Equal("activating, active, deactivating: ActivationIdle, inactive", await journal.Lines());
                Assert.Equal(1, await grain.Touch());
            },
            Effort
        );

    [Fact]
    public Task One_that_is_kept_alive_is_not() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var kept = stage.Grain<ILifeGrain>(KeptLifeGrain.Name, "l");
                var other = stage.Grain<ILifeGrain>(PlainLifeGrain.Name, "other");
                await kept.Touch();
                await other.Touch();
                await stage.CollectIdle();
                await stage.Until(() => !stage.IsActive(other), "the other grain is gone");
                Assert.True(stage.IsActive(kept));
                Assert.Equal(2, await kept.Touch());
            },
            Effort
        );

    [Fact]
    public Task One_that_runs_a_request_is_not() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var busy = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "g");
                var other = stage.Grain<ILifeGrain>(PlainLifeGrain.Name, "other");
                var call = await busy.Enter(busy.Gate, "a");
                await other.Touch();
                await stage.CollectIdle();
                await stage.Until(() => !stage.IsActive(other), "the other grain is gone");
                Assert.True(stage.IsActive(busy));
                await busy.OpenAll();
                await call;
                Assert.Equal("a+ a-", await busy.Log());
            },
            Effort
        );
}
