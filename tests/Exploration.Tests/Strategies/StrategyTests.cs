using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Search;
using SvaOrleans.Simulation.Exploration.Shrinking;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Exploration.Tests.Strategies;

public sealed class StrategyTests
{
    public static TheoryData<string> Names => ["random", "pct:2", "portfolio", "exhaustive", "sleep-sets", "dfs"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_finds_a_lost_update_and_its_choices_repeat_it(string name)
    {
        var report = Explorer.Explore(
            Registers.Increments(2),
            new()
            {
                Strategy = Of(name),
                Budget = new() { Schedules = 5_000 },
                Workers = 2,
            }
        );
        Assert.NotNull(report.Failure);
        Assert.Equal(ViolationKind.Safety, report.Failure.Violation.Kind);
        Assert.Equal("1 of 2", report.Failure.Violation.Message);
        Assert.False(report.IsExhausted);

        var again = new Repeater(Registers.Increments(2)).Run(report.Failure.Decisions);
        Assert.Equal(report.Failure.Violation, again.Violation);
        Assert.Null(Divergence.Between(new(Registers.Increments(2)), new(Registers.Increments(2)), report.Failure.Decisions));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_finds_nothing_where_nothing_is(string name)
    {
        var report = Explorer.Explore(
            Registers.Increments(1),
            new()
            {
                Strategy = Of(name),
                Budget = new() { Schedules = 100 },
                Workers = 1,
            }
        );
        Assert.True(report.HasPassed, report.ToString());
        Assert.Equal(Of(name) is Exhaustive, report.IsExhausted);
        Assert.Equal(report.IsExhausted ? 1 : 100, report.Progress.Schedules);
    }

    [Fact]
    public void Of_several_workers_the_first_schedule_that_fails_is_told_of()
    {
        var alone = Explorer.Explore(Registers.Increments(2), new() { Strategy = new RandomWalk(), Workers = 1 }).Failure!;
        for (var round = 0; round < 20; round++)
        {
            var many = Explorer.Explore(Registers.Increments(2), new() { Strategy = new RandomWalk(), Workers = 4 }).Failure!;
            Assert.Equal(alone.Number, many.Number);
            Assert.Equal(alone.Decisions, many.Decisions);
        }
    }

    [Fact]
    public void Who_waits_for_each_other_is_found_and_told_of()
    {
        var report = Explorer.Explore(
            Registers.EnterEachOther(),
            new()
            {
                Strategy = new Exhaustive(),
                Workers = 1,
                Budget = new(),
            }
        );
        Assert.Equal(ViolationKind.Liveness, report.Failure!.Violation.Kind);
        Assert.Contains("a cycle of waiting requests", report.Failure.Violation.Message, StringComparison.Ordinal);
    }

    /// <summary>One increment after the other gives the right sum, so nothing is broken; but what should have been seen never
    /// was.</summary>
    [Fact]
    public void An_exploration_that_never_sees_what_it_must_does_not_pass()
    {
        var report = Explorer.Explore(
            strategy =>
            {
                var made = Registers.Increments(1)(strategy);
                return new(made.World, made.Body) { MustReach = ["something else"] };
            },
            new()
            {
                Strategy = new RandomWalk(),
                Budget = new() { Schedules = 10 },
            }
        );
        Assert.Null(report.Failure);
        Assert.Equal(["something else"], report.NeverReached);
        Assert.False(report.HasPassed);
    }

    /// <summary>The smallest is the same whichever schedule it came from, and no choice of it can be left out.</summary>
    [Fact]
    public void Shrinking_ends_at_the_same_smallest_schedule()
    {
        var seen = new HashSet<string>();
        for (var seed = 0ul; seed < 30; seed++)
        {
            var failure = Explorer
                .Explore(
                    Registers.Increments(3),
                    new()
                    {
                        Strategy = new RandomWalk(),
                        Seed = seed * 1000,
                        Workers = 1,
                    }
                )
                .Failure!;
            var smallest = new Shrinker(new(Registers.Increments(3)), failure.Violation).Shrink(failure.Decisions)!;
            Assert.True(smallest.Count(static decision => decision > 0) <= failure.Decisions.Count(static decision => decision > 0));
            seen.Add($"{failure.Violation.Message}: {string.Join(',', smallest)}");
            Assert.Equal(smallest, new Shrinker(new(Registers.Increments(3)), failure.Violation).Shrink(smallest));
        }

        // Oldest first loses updates already: nothing needs to be chosen.
        Assert.All(seen, static smallest => Assert.EndsWith(": ", smallest));
    }

    private static ExplorationStrategy Of(string name) =>
        name switch
        {
            "random" => new RandomWalk(),
            "pct:2" => new Pct(2),
            "portfolio" => new Portfolio(),
            "sleep-sets" => new Exhaustive(Reduction.SleepSets),
            "dfs" => new Exhaustive(Reduction.None),
            _ => new Exhaustive(),
        };
}
