using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Grains;

namespace SvaOrleans.Conformance.Tests.Semantics;

public sealed class SiloTests(PerishableCluster fixture) : IClassFixture<PerishableCluster>
{
    private static readonly Effort Effort = new(200, 3);

    [Fact]
    public Task A_killed_silo_fails_its_pending_calls_and_its_grains_activate_elsewhere() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var victim = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "victim");
                Assert.Equal(string.Empty, await victim.Log());
                var lost = stage.SiloOf(victim);
                var witness = await Elsewhere(
                    stage,
                    lost,
                    key => stage.Grain<IWitnessGrain>(WitnessGrain.Name, key),
                    grain => grain.Seen()
                );
                await witness.Watch(victim, "a");
                await victim.Entered("a");

                await stage.Kill(lost);
                await stage.Until(async () => await Persist(witness.Seen) != "nothing", "the caller hears of it");
                Assert.Equal("SiloUnavailableException", await Persist(witness.Seen));

                Assert.Equal(string.Empty, await Persist(victim.Log));
                Assert.NotEqual(lost, stage.SiloOf(victim));
            },
            Effort
        );

    [Fact]
    public Task Grains_on_other_silos_do_not_notice() =>
        fixture.Cluster.Run(
            async stage =>
            {
                var victim = stage.Grain<IGatedGrain>(PlainGatedGrain.Name, "victim");
                await victim.Log();
                var lost = stage.SiloOf(victim);
                var survivor = await Elsewhere(
                    stage,
                    lost,
                    key => stage.Grain<ILifeGrain>(PlainLifeGrain.Name, key),
                    grain => grain.Touch()
                );
                await stage.Kill(lost);
                Assert.Equal(2, await Persist(survivor.Touch));
            },
            Effort
        );

    [Fact]
    public Task A_stopped_silo_deactivates_its_grains() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, var journal) = await Apart(stage);
                await stage.Stop(stage.SiloOf(grain));
                Assert.Equal(1, await Persist(grain.Touch));
                Assert.Equal("activating, active, deactivating: ShuttingDown, inactive, activating, active", await Persist(journal.Lines));
            },
            Effort
        );

    // A kill within one process may still run a part of the shutdown, so both are seen on Orleans.
    [Fact]
    public Task A_killed_silo_need_not_deactivate_its_grains() =>
        fixture.Cluster.Run(
            async stage =>
            {
                (var grain, var journal) = await Apart(stage);
                await stage.Kill(stage.SiloOf(grain));
                Assert.Equal(1, await Persist(grain.Touch));
                var lines = await Persist(journal.Lines);
                Assert.StartsWith("activating, active, ", lines, StringComparison.Ordinal);
                Assert.EndsWith("activating, active", lines, StringComparison.Ordinal);
                if (EngineUnderTest.IsSimulated)
                {
                    Assert.Equal("activating, active, activating, active", lines);
                }
            },
            Effort
        );

    // A life and the journal with the same key, on different silos.
    private static async Task<(ILifeGrain Grain, IJournalGrain Journal)> Apart(Stage stage)
    {
        for (var i = 0; ; i++)
        {
            var grain = stage.Grain<ILifeGrain>(PlainLifeGrain.Name, $"life-{i}");
            var journal = stage.Grain<IJournalGrain>(JournalGrain.Name, $"life-{i}");
            await grain.Touch();
            if (stage.SiloOf(grain) != stage.SiloOf(journal))
            {
                return (grain, journal);
            }
        }
    }

    // Some grain that lives on another silo.
    private static async Task<T> Elsewhere<T>(Stage stage, string silo, Func<string, T> grain, Func<T, Task> touch)
        where T : IAddressable
    {
        for (var i = 0; ; i++)
        {
            var tried = grain($"elsewhere-{i}");
            await touch(tried);
            if (stage.SiloOf(tried) != silo)
            {
                return tried;
            }
        }
    }

    // While a cluster learns of a loss, calls may fail for that alone.
    private static async Task<T> Persist<T>(Func<Task<T>> call)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (OrleansMessageRejectionException) when (attempt < 100) { }
        }
    }
}
