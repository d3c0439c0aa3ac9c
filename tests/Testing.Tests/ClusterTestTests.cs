using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;
using SvaOrleans.Simulation.Testing;
using SvaOrleans.Testing.Tests.Grains;

namespace SvaOrleans.Testing.Tests;

public sealed class ClusterTestTests
{
    private static readonly Action<SimulatedClusterBuilder> Configure = static builder => builder.AddGrains(typeof(CounterGrain).Assembly);

    private static ICounter Counter(SimulatedCluster cluster) => cluster.Client.GetGrain<ICounter>("a");

    private static ClusterTest TwoAdds(string name = "two adds") =>
        new(
            Configure,
            static async cluster =>
            {
                await Task.WhenAll(Counter(cluster).AddSlowly(1), Counter(cluster).AddSlowly(2));
                Assert.Equal(3, await Counter(cluster).Value());
            },
            name
        );

    [Fact]
    public void A_lost_update_is_found_made_small_drawn_and_run_again()
    {
        var report = TwoAdds().Explore();
        Assert.Equal("EqualException", report.Violation?.Invariant);
        Assert.Contains("Approve", report.Diagram, StringComparison.Ordinal);
        Assert.Contains("breaks here", report.Diagram, StringComparison.Ordinal);
        var again = TwoAdds().Replay(report.Token!);
        Assert.Equal((report.Violation!.Message, report.Diagram, report.Token), (again.Violation!.Message, again.Diagram, again.Token));
        Assert.Contains(report.Token!, Assert.Throws<ClusterTestException>(report.EnsurePassed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_of_another_test_and_a_damaged_one_are_refused()
    {
        var token = TwoAdds().Explore().Token!;
        Assert.Contains(
            "'other'",
            Assert.Throws<ArgumentException>(() => TwoAdds("other").Replay(token)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "cannot be read",
            Assert.Throws<ArgumentException>(() => TwoAdds().Replay("sva1.nonsense")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_ends_with_its_body_though_a_timer_ticks_for_ever()
    {
        ClusterTest test = new(Configure, static cluster => Counter(cluster).AddSlowly(1));
        var report = test.Explore(
            new()
            {
                Strategy = new Exhaustive(),
                Budget = new(),
                Workers = 1,
            }
        );
        report.EnsurePassed();
        Assert.True(report.Exploration!.IsExhausted);
    }

    [Fact]
    public void A_body_that_never_ends_is_a_deadlock_or_has_no_end()
    {
        Assert.Equal(
            "deadlock",
            new ClusterTest(Configure, static cluster => Counter(cluster).WaitForEver()).Explore().Violation?.Invariant
        );
        ClusterTest late = new(Configure, static cluster => Task.Delay(TimeSpan.FromHours(1), cluster.TimeProvider))
        {
            TimeLimit = TimeSpan.FromMinutes(1),
        };
        Assert.Equal("no end", late.Explore().Violation?.Invariant);
    }

    [Fact]
    public void What_must_always_hold_is_asked_after_every_step_and_what_must_hold_finally_at_the_end()
    {
        ClusterTest test = new(Configure, static cluster => Counter(cluster).AddSlowly(1));
        Assert.Equal(
            "never one",
            test.Always("never one", static cluster => cluster.All<CounterGrain>().All(static counter => counter.Sum != 1))
                .Explore()
                .Violation?.Invariant
        );
        var final = new ClusterTest(Configure, static cluster => Counter(cluster).AddSlowly(1)).Finally(
            "two at the end",
            static cluster => cluster.Find<CounterGrain>(Counter(cluster))?.Sum == 2
        );
        Assert.Equal("two at the end", final.Explore().Violation?.Invariant);
    }

    [Fact]
    public void A_crash_is_a_choice_and_what_comes_afterwards_must_work()
    {
        ClusterTest test = new(
            Configure,
            static async cluster =>
            {
                try
                {
                    await Counter(cluster).AddSlowly(1);
                }
                catch (SiloUnavailableException) { }
            }
        )
        {
            Faults = new() { Kinds = FaultKinds.Crash },
            Afterwards = static async cluster => Assert.Equal(1, await Counter(cluster).Value()),
        };
        var report = test.Explore();
        Assert.Equal("EqualException", report.Violation?.Invariant);
        Assert.Contains("FAULT", report.Diagram, StringComparison.Ordinal);
    }

    [Fact]
    public void Chance_that_the_engine_does_not_rule_is_named()
    {
        ClusterTest test = new(
            Configure,
            static async cluster => await cluster.Client.GetGrain<ICounter>(Guid.NewGuid().ToString()).Value()
        );
        var report = test.Explore();
        Assert.Equal(ViolationKind.NonDeterminism, report.Violation?.Kind);
        Assert.Contains("differ from step", report.Violation?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_seed_is_one_run()
    {
        ulong[] runs = [.. new ulong[] { 1, 1, 2 }.Select(static seed => TwoAdds().Run(seed).Exploration!.Fingerprint)];
        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0], runs[2]);
    }
}
