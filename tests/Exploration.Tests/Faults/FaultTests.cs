using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Search;
using SvaOrleans.Simulation.Exploration.Shrinking;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Exploration.Tests.Faults;

/// <summary>Each line is what came of the call that counts later, of the one that counts at once, and of one more when nothing goes wrong any more.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(FaultKinds.Delay, "1 4 8|5 2 10")] // the later call first, as the other was a second on its way
    [InlineData(FaultKinds.Stall, "5 2 10")] // an answer comes when the faults stop: nothing that anybody sees
    [InlineData(FaultKinds.TimeOut, "5 2 10|late 2 10|1 late 2|late 2 4|late late 0|late late 2")] // carried out, or dropped when it came, and not known
    [InlineData(FaultKinds.Deactivation, "5 2 10|5 2 0|1 2 2")] // between the two, or after both
    [InlineData(FaultKinds.Crash, "5 2 10|5 2 0|lost 2 0|lost lost 0")] // what was counted is gone
    public void All_that_can_come_of_a_fault_comes(FaultKinds kind, string expected)
    {
        foreach (var reduction in Enum.GetValues<Reduction>())
        {
            var outcomes = new SortedSet<string>(StringComparer.Ordinal);
            var faults = new FaultOptions
            {
                Kinds = kind,
                Most = kind == FaultKinds.TimeOut ? 2 : 1,
                MayStall = static _ => true,
            };
            var report = Explorer.Explore(Ledgers.Make(faults, outcomes), new() { Strategy = new Exhaustive(reduction) });
            Assert.True(report.HasPassed && report.IsExhausted, report.ToString());
            Assert.True(outcomes.SetEquals(expected.Split('|')), $"{reduction}: {string.Join('|', outcomes)}");
        }
    }

    [Theory]
    [InlineData(FaultKinds.Delay)]
    [InlineData(FaultKinds.TimeOut)]
    [InlineData(FaultKinds.Crash)]
    public void Dice_find_what_a_whole_search_finds(FaultKinds kind)
    {
        var (whole, drawn) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        var faults = new FaultOptions { Kinds = kind };
        Explorer.Explore(Ledgers.Make(faults, whole), new() { Strategy = new Exhaustive() });
        Explorer.Explore(
            Ledgers.Make(faults, drawn),
            new()
            {
                Strategy = new Portfolio(),
                Budget = new() { Schedules = 3_000 },
            }
        );
        Assert.Equal(whole, drawn);
    }

    [Fact]
    public void A_failure_with_a_fault_is_repeated_and_shrunk_to_the_fault_alone()
    {
        Experiment Make(Strategy strategy)
        {
            var made = Ledgers.Make(
                new()
                {
                    Kinds = FaultKinds.All,
                    Most = 3,
                    MayStall = static _ => true,
                },
                []
            )(strategy);
            return new(made.World, made.Body)
            {
                Faults = made.Faults,
                Prepare = made.Prepare,
                Oracles = [new NothingDies(made.World)],
            };
        }

        var report = Explorer.Explore(
            Make,
            new()
            {
                Strategy = new RandomWalk(),
                Budget = new() { Schedules = 1_000 },
                Workers = 1,
            }
        );
        Assert.NotNull(report.Failure);
        var repeater = new Repeater(Make);
        Assert.Equal(report.Failure.Violation, repeater.Run(report.Failure.Decisions).Violation);
        var smallest = new Shrinker(repeater, report.Failure.Violation).Shrink(report.Failure.Decisions)!;
        var seen = new List<string>();
        Assert.Equal(report.Failure.Violation, repeater.Run(smallest, step => seen.Add(step.ToString())).Violation);
        Assert.Equal(1, repeater.Experiment.World.FaultCount);
        Assert.Single(smallest, static decision => decision > 0);
        Assert.Contains("crash of silo silo-0", seen);
        Assert.Null(Divergence.Between(new(Make), new(Make), smallest));
    }

    [Fact]
    public void Without_faults_nothing_goes_wrong()
    {
        var outcomes = new SortedSet<string>(StringComparer.Ordinal);
        var report = Explorer.Explore(Ledgers.Make(null, outcomes), new() { Strategy = new Exhaustive() });
        Assert.True(report.HasPassed && report.IsExhausted);
        Assert.Empty(outcomes);
    }

    private sealed class NothingDies(World world) : Oracle
    {
        public override string Name => "no silo dies";

        public override void AtEnd(Simulation.Exploration.Order.CausalOrder? order)
        {
            if (world.Silos.Any(static silo => !silo.IsAlive))
            {
                throw Fail("one is dead");
            }
        }
    }
}
