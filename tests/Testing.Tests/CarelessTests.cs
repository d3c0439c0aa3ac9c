using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;
using SvaOrleans.Simulation.Testing;
using SvaOrleans.Testing.Tests.Grains;

namespace SvaOrleans.Testing.Tests;

// What a hurried user writes: it is refused or reported, and never passes or hangs by mistake.
public sealed class CarelessTests
{
    private static readonly Action<SimulatedClusterBuilder> Configure = static builder => builder.AddGrains(typeof(CounterGrain).Assembly);

    private static ICounter Counter(SimulatedCluster cluster, string key = "a") => cluster.Client.GetGrain<ICounter>(key);

    private static ClusterTest OneAdd(string name = "one add") => new(Configure, static cluster => Counter(cluster).AddSlowly(1), name);

    [Fact]
    public void A_body_that_was_cancelled_has_not_passed()
    {
        var report = new ClusterTest(
            Configure,
            static async cluster =>
            {
                await Counter(cluster).AddSlowly(1);
                throw new OperationCanceledException("given up");
            }
        ).Explore();
        Assert.Equal(("OperationCanceledException", "given up"), (report.Violation?.Invariant, report.Violation?.Message));
    }

    [Fact]
    public void The_exception_of_a_body_is_told_with_the_place_that_threw_it()
    {
        ClusterTest test = new(Configure, static cluster => Counter(cluster).Break());
        var report = test.Explore();
        Assert.IsType<NotSupportedException>(report.Exception);
        Assert.Contains(nameof(CounterGrain), report.Exception!.StackTrace, StringComparison.Ordinal);
        Assert.Same(report.Exception, Assert.Throws<ClusterTestException>(report.EnsurePassed).InnerException);
        Assert.IsType<NotSupportedException>(test.Replay(report.Token!).Exception);
        Assert.Null(OneAdd().Explore().Exception);
    }

    [Fact]
    public void A_body_that_fails_before_its_first_call_fails_like_any_other()
    {
        var thrown = new ClusterTest(Configure, static _ => throw new InvalidOperationException("at once")).Explore();
        Assert.Equal(("InvalidOperationException", "at once"), (thrown.Violation?.Invariant, thrown.Violation?.Message));
        Assert.Contains("before the first step", thrown.ToString(), StringComparison.Ordinal);
        Assert.NotNull(thrown.Token);
        Assert.Contains(
            "returned null",
            new ClusterTest(Configure, static _ => null!).Explore().Violation?.Message,
            StringComparison.Ordinal
        );
        ClusterTest afterwards = new(Configure, static _ => Task.CompletedTask)
        {
            Afterwards = static _ => throw new InvalidOperationException("later"),
        };
        Assert.Equal("later", afterwards.Explore().Violation?.Message);
    }

    [Fact]
    public void An_invariant_that_throws_does_not_hold()
    {
        var always = OneAdd()
            .Always("a second counter", static cluster => cluster.Find<CounterGrain>(Counter(cluster, "b"))!.Sum == 0)
            .Explore();
        Assert.Equal("a second counter", always.Violation?.Invariant);
        Assert.Contains("NullReferenceException", always.Violation?.Message, StringComparison.Ordinal);
        Assert.IsType<NullReferenceException>(always.Exception);
        Assert.NotNull(always.Token);
        var final = OneAdd()
            .Finally("a second counter", static cluster => cluster.Find<CounterGrain>(Counter(cluster, "b"))!.Sum == 0)
            .Explore();
        Assert.Equal("a second counter", final.Violation?.Invariant);
    }

    [Fact]
    public void An_invariant_that_calls_a_grain_is_refused_instead_of_waiting_for_ever()
    {
#pragma warning disable xUnit1031 // the mistake that is tested
        var report = OneAdd().Always("asks", static cluster => Counter(cluster).Value().Result >= 0).Explore();
#pragma warning restore xUnit1031
        Assert.Equal("asks", report.Violation?.Invariant);
        Assert.Contains("Find<TGrain>", report.Violation?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grain_that_blocks_its_thread_is_woken_and_named()
    {
        var report = new ClusterTest(Configure, static cluster => Counter(cluster).Block()).Explore();
        Assert.Equal("blocked", report.Violation?.Invariant);
        Assert.Contains("CounterGrain.Block", report.Exception?.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_may_run_another_one_in_its_body()
    {
        ClusterTest outer = new(
            Configure,
            static async cluster =>
            {
                await Counter(cluster).AddSlowly(1);
                OneAdd("inner").Explore().EnsurePassed();
                await Counter(cluster).AddSlowly(1);
            }
        );
        outer.Explore().EnsurePassed();
    }

    [Fact]
    public void An_exploration_that_ended_before_its_first_order_has_not_passed()
    {
        var none = OneAdd()
            .Explore(
                new()
                {
                    Budget = new() { Schedules = 0 },
                    Workers = 1,
                }
            );
        Assert.Equal("nothing explored", none.Violation?.Invariant);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.False(OneAdd().Explore(new() { Stop = stop.Token, Workers = 1 }).HasPassed);
    }

    [Fact]
    public void A_body_or_a_setup_that_goes_on_for_ever_is_reported_soon()
    {
        ClusterTest body = new(Configure, static cluster => CallForEver(cluster));
        Assert.Equal(
            "no end",
            body.Explore(
                new()
                {
                    Strategy = new Portfolio(),
                    Budget = new() { StepsOfSchedule = 2_000 },
                    Workers = 1,
                }
            ).Violation?.Invariant
        );
        Assert.Equal("no end", body.Explore().Violation?.Invariant);
        ClusterTest setup = new(Configure, static _ => Task.CompletedTask) { Setup = static cluster => CallForEver(cluster) };
        Assert.Contains("Setup", Assert.Throws<InvalidOperationException>(() => setup.Explore()).Message, StringComparison.Ordinal);

        static async Task CallForEver(SimulatedCluster cluster)
        {
            while (true)
            {
                await Counter(cluster).Value();
            }
        }
    }

    [Fact]
    public void A_body_that_remembers_earlier_runs_is_told_so()
    {
        var runs = 0;
        var report = new ClusterTest(
            Configure,
            async cluster =>
            {
                await Task.WhenAll(Counter(cluster).AddSlowly(1), Counter(cluster).AddSlowly(1));
                Assert.NotEqual(5, ++runs);
            }
        ).Explore();
        Assert.Equal(ViolationKind.NonDeterminism, report.Violation?.Kind);
        Assert.Contains("remembers earlier runs", report.Violation?.Message, StringComparison.Ordinal);
    }

    // Depth first, orders that differ only in steps of different grains are one class.
    [Fact]
    public void An_invariant_over_several_grains_is_asked_in_drawn_orders_too()
    {
        var test = new ClusterTest(
            Configure,
            static cluster => Task.WhenAll(Counter(cluster).Value(), Counter(cluster, "b").Value())
        ).Always(
            "a before b",
            static cluster =>
                cluster.Find<CounterGrain>(Counter(cluster)) is not null || cluster.Find<CounterGrain>(Counter(cluster, "b")) is null
        );
        test.Explore(
                new()
                {
                    Strategy = new Exhaustive(),
                    Budget = new(),
                    Workers = 1,
                }
            )
            .EnsurePassed();
        Assert.Equal("a before b", test.Explore().Violation?.Invariant);
    }

    [Fact]
    public void A_token_whose_choices_no_longer_fit_says_so()
    {
        ClusterTest before = new(
            Configure,
            static async cluster =>
            {
                await Task.WhenAll(Counter(cluster).AddSlowly(1), Counter(cluster, "b").AddSlowly(1), Counter(cluster, "c").AddSlowly(1));
            },
            "changes"
        );
        var failing = before.Always(
            "b is not before a",
            static cluster =>
                cluster.Find<CounterGrain>(Counter(cluster)) is not null || cluster.Find<CounterGrain>(Counter(cluster, "b")) is null
        );
        var token = failing.Explore().Token!;
        var report = new ClusterTest(Configure, static cluster => Counter(cluster).Value(), "changes").Replay(token);
        Assert.True(report.HasPassed);
        Assert.Contains("have changed", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nulls_and_numbers_out_of_range_are_refused_where_they_are_given()
    {
        Func<SimulatedCluster, Task> body = static _ => Task.CompletedTask;
        Assert.Throws<ArgumentNullException>("configure", () => new ClusterTest(null!, body));
        Assert.Throws<ArgumentNullException>("body", () => new ClusterTest(Configure, null!));
        Assert.Throws<ArgumentNullException>("holds", () => OneAdd().Always("x", null!));
        Assert.Throws<ArgumentNullException>("holds", () => OneAdd().Finally("x", null!));
        Assert.Throws<ArgumentNullException>("options", () => OneAdd().Explore(null!));
        Assert.Throws<ArgumentNullException>("token", () => OneAdd().Replay(null!));
        Assert.Contains(
            "at least 1",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ClusterTest(Configure, body) { Faults = new() { Most = 0 } }).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClusterTest(Configure, body) { TimeLimit = TimeSpan.FromSeconds(-1) });
    }

    [Fact]
    public void A_time_limit_may_be_as_long_as_time_is()
    {
        ClusterTest test = new(Configure, static cluster => Counter(cluster).AddSlowly(1))
        {
            Setup = static cluster => Task.Delay(TimeSpan.FromDays(1), cluster.TimeProvider),
            TimeLimit = TimeSpan.MaxValue,
        };
        test.Explore().EnsurePassed();
    }

    [Fact]
    public void A_deadlock_is_named_once()
    {
        var text = new ClusterTest(Configure, static cluster => Counter(cluster).WaitForEver()).Explore().ToString();
        Assert.StartsWith("deadlock: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("deadlock: deadlock", text, StringComparison.Ordinal);
    }
}
