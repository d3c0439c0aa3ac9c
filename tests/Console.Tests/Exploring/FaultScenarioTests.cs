using SvaOrleans.Documents;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Reports.Exploring.Faults;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>The races with injected failures: no invariant breaks meanwhile, and after the last failure every host answers and every
/// process can be ended.</summary>
public sealed class FaultScenarioTests
{
    public static TheoryData<string> Names =>
        [
            .. Directory
                .GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml")
                .Select(static file => Path.GetFileNameWithoutExtension(file))
                .Where(static name => !Sva.RacesOfDrivers.Contains(name))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Races_survive_two_faults_of_any_kind(string name)
    {
        // These found a mistake in the end of a boot: an object that was never notified, and one that deactivated while others had to ask
        // it.
        var report = Explorer.Explore(
            ScenarioExperiment.Of(Load(name), faults: new(FaultKinds.All, 2)),
            new()
            {
                Strategy = new Portfolio(),
                Budget = new() { Schedules = 500 },
            }
        );
        Assert.True(report.HasPassed, report.ToString());
    }

    /// <summary>Without a point anything may break, but never the explorer itself: a state that makes no sense is a violation.</summary>
    [Fact]
    public void Whatever_is_left_out_no_order_is_a_fault_of_the_program()
    {
        var document = ScenarioLoader.Read(Sva.Shipped("two-hosts.yaml"), null)[0];
        var broken = KnownPoints.Names.Count(point =>
            Explorer
                .Explore(
                    ScenarioExperiment.Of(document.Without(point), faults: new(FaultKinds.All, 2)),
                    new()
                    {
                        Strategy = new Portfolio(),
                        Budget = new() { Schedules = 100 },
                    }
                )
                .Failure
                is not null
        );
        Assert.InRange(broken, 1, KnownPoints.Names.Length - 1);
    }

    [Theory]
    [InlineData("d6-bind-and-exit", FaultKinds.Stall)]
    [InlineData("d7-bind-during-exit", FaultKinds.Stall)]
    [InlineData("d1-bind-bind-two-devices", FaultKinds.Crash)]
    [InlineData("d7-bind-during-exit", FaultKinds.Crash)]
    [InlineData("handlers-of-one-lock", FaultKinds.Delay)]
    public void Every_class_of_orders_with_one_fault_survives(string name, FaultKinds kinds)
    {
        var report = Explorer.Explore(
            ScenarioExperiment.Of(Load(name), faults: new(kinds, 1)),
            new()
            {
                Strategy = new Exhaustive(),
                Budget = new() { Schedules = null },
            }
        );
        Assert.True(report.HasPassed && report.IsExhausted, report.ToString());
        var without = Explorer.Explore(ScenarioExperiment.Of(Load(name)), new() { Strategy = new Exhaustive() });
        Assert.True(report.Progress.Schedules > without.Progress.Schedules, "nothing went wrong");
    }

    [Theory]
    [InlineData("crash", FaultKinds.Crash)]
    [InlineData("delay, hang", FaultKinds.Delay | FaultKinds.Stall)]
    [InlineData("all", FaultKinds.All)]
    [InlineData("timeout,deactivate", FaultKinds.TimeOut | FaultKinds.Deactivation)]
    public void A_choice_of_faults_is_read_and_stands_in_a_token(string text, FaultKinds kinds)
    {
        var choice = FaultChoice.Read(text, 3);
        Assert.Equal(new FaultChoice(kinds, 3), choice);
        Assert.Equal(choice, FaultChoice.Of([choice!.ToCondition()]));
        Assert.Null(FaultChoice.Read(null, 1));
        Assert.Null(FaultChoice.Of([]));
    }

    [Theory]
    [InlineData("fire", 1, "there is no fault 'fire'; expected crash, deactivate, delay, hang, timeout")]
    [InlineData("", 1, "there is no fault ''")]
    [InlineData("crash", 0, "0 is not possible; expected a number from 1 to 8")]
    [InlineData("crash", 9, "9 is not possible")]
    public void A_choice_that_is_none_is_refused(string text, int most, string expected)
    {
        var fault = Assert.Throws<InputException>(() => FaultChoice.Read(text, most));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("faults-")]
    [InlineData("faults-1")]
    [InlineData("faults-9-crash")]
    [InlineData("faults-1-fire")]
    public void A_condition_that_cannot_be_read_is_refused(string word) => Assert.Throws<InputException>(() => FaultChoice.Of([word]));

    private static ScenarioDocument Load(string name) => ScenarioLoader.Read(Path.Combine(Sva.Scenarios, "races", name + ".yaml"))[0];
}
