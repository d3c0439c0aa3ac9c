using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

// A request that runs for longer than Orleans' MaxRequestProcessingTime (two hours by default): the next one gets an activation
// beside it, and no caller an exception. Here, and on silos with that setting, requests run for as long as they take.
public sealed class LongRequestTests(HastyCluster fixture) : IClassFixture<HastyCluster>
{
    [Fact]
    public Task A_request_that_runs_for_longer_than_the_limit_has_another_activation_beside_it_on_Orleans_alone() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var grain = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "g");
                var held = await grain.Enter(grain.Gate, "a");
                await Task.Delay(TimeSpan.FromSeconds(2), stage.Clock);
                var next = grain.Gate("b");
                if (EngineUnderTest.IsSimulated)
                {
                    await stage.Waiting(grain, 1);
                    Assert.Equal("a+", await grain.Log());
                    await grain.OpenAll();
                    await held;
                    await next;
                    Assert.Equal("a+ a- b+ b-", await grain.Log());
                    return;
                }

                // The second activation has no connection to the first, which continues.
                await stage.Until(async () => await grain.Log() == "b+", "the second request runs in another activation");
                await grain.OpenAll();
                await next;
                Assert.Equal("b+ b-", await grain.Log());
                Assert.False(held.IsCompleted);
            },
            Effort.Timed
        );
}
