using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>The races of docs/races.md, each with its smallest set of actors.</summary>
public sealed class RaceScenarioTests
{
    // The number of orders that are tried: all of them take minutes or longer. The other races are explored in every class, each
    // time.
    private static readonly SortedDictionary<string, long> Partly = new(StringComparer.Ordinal)
    {
        ["d5-unbind-all-exit-and-unbind"] = 600,
        ["d8-number-of-another"] = 600,
        ["d8-exit-with-page-request"] = 600,
        ["d8-exit-without-handler"] = 600,
        ["d8-one-page-request"] = 600,
        ["credit-of-one"] = 600,
        ["r8-last-put-of-a-fault-worker"] = 600,
        ["two-by-two"] = 600,
        ["two-faults-and-unbind"] = 600,
        ["munmap-dma-bind"] = 600,
    };

    public static TheoryData<string> Names =>
        [
            .. Directory
                .GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml")
                .Select(static file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_2018_protocol_survives_every_order_or_names_the_driver(string name)
    {
        var document = Load(name);
        var isWhole = !Partly.TryGetValue(name, out var orders);
        var report = Explorer.Explore(
            ScenarioExperiment.Of(document),
            new()
            {
                Strategy = isWhole ? new Exhaustive() : new Portfolio(),
                Budget = new() { Schedules = isWhole ? null : orders },
            }
        );
        if (Sva.RacesOfDrivers.Contains(name))
        {
            Assert.Equal(ViolationKind.Contract, report.Failure?.Violation.Kind);
            Assert.Contains(
                name.StartsWith("d9-", StringComparison.Ordinal) ? "IDevice2018Grain.RunMmExit" : "lock/h0/lock/g",
                report.Failure!.Violation.Message,
                StringComparison.Ordinal
            );
            Assert.StartsWith("deadlock: a cycle of waiting requests", report.Failure.Violation.Message, StringComparison.Ordinal);
            return;
        }

        Assert.True(report.HasPassed, report.ToString());
        Assert.Equal(isWhole, report.IsExhausted);
        Assert.True(report.Progress.Schedules > 1, "the schedule had no concurrency");
    }

    /// <summary>Reported accesses must not hide an order: a search that takes every step of a grain for an access to all of it ends in
    /// the same states.</summary>
    [Theory]
    [InlineData("d1-bind-bind-two-devices")]
    [InlineData("d4-unbind-all-after-exit")]
    [InlineData("clone-and-kill")]
    [InlineData("r6-unbind-before-shutdown")]
    [InlineData("d2-bind-bind-one-pair")]
    [InlineData("d7-bind-during-exit")]
    [InlineData("r4-unbind-during-exit")]
    [InlineData("r27-fault-queue-goes")]
    [InlineData("unbind-unbind-next-owner")]
    [InlineData("two-devices-of-a-domain")]
    [InlineData("exit-and-dma")]
    [InlineData("r12-munmap-and-dma")]
    public void Telling_of_touches_leaves_out_no_end(string name)
    {
        var told = Explore(ScenarioExperiment.Of(Load(name)));
        var untold = Explore(ScenarioExperiment.Of(Load(name), shape: static builder => builder.DeclareAccess(static _ => false)));
        Assert.True(told.IsExhausted && untold.IsExhausted, $"told: {told}; untold: {untold}");
        Assert.True(
            told.FinalStates.SetEquals(untold.FinalStates),
            $"{told.FinalStates.Count} states when told, {untold.FinalStates.Count} when not"
        );
        Assert.True(told.Progress.Schedules < untold.Progress.Schedules, "telling left nothing out");

        static ExplorationReport Explore(Func<Simulation.Engine.Strategies.Strategy, Experiment> make) =>
            Explorer.Explore(
                make,
                new()
                {
                    Strategy = new Exhaustive(),
                    Budget = new() { Schedules = 100_000 },
                }
            );
    }

    private static ScenarioDocument Load(string name) => ScenarioLoader.Read(Path.Combine(Sva.Scenarios, "races", name + ".yaml"))[0];
}
