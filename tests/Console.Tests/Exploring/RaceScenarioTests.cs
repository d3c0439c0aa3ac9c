using SvaOrleans.Client.Exploring;
using SvaOrleans.Client.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>The races of the dossier, each with its smallest set of actors.</summary>
public sealed class RaceScenarioTests
{
    // Small enough that every class of orders is explored in each test run; the others are explored in part.
    private static readonly string[] Large =
    [
        "d3-two-unbinds-and-exit", "d4-unbind-unbind-all-and-exit", "d5-unbind-all-exit-and-unbind", "d8-number-of-another", "d8-exit-with-page-request", "two-by-two",
        "munmap-dma-bind",
    ];

    private static readonly string[] OfDrivers = ["r6-lock-held-over-shutdown", "r7-last-put-with-the-lock"];

    public static TheoryData<string> Names => [.. Directory.GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_2018_protocol_survives_every_order_or_names_the_driver(string name)
    {
        var document = Load(name);
        var isLarge = Large.Contains(name);
        var report = Explorer.Explore(ScenarioExperiment.Of(document), new()
        {
            Strategy = isLarge ? new Portfolio() : new Exhaustive(),
            Budget = new() { Schedules = isLarge ? 600 : null },
        });
        if (OfDrivers.Contains(name))
        {
            Assert.Equal(ViolationKind.Contract, report.Failure?.Violation.Kind);
            Assert.Contains("lock-2018/h0/lock/g", report.Failure!.Violation.Message, StringComparison.Ordinal);
            return;
        }

        Assert.True(report.HasPassed, report.ToString());
        Assert.Equal(!isLarge, report.IsExhausted);
        Assert.True(report.Progress.Schedules > 1, "nothing was at once");
    }

    /// <summary>What is told of touches must not hide an order: a search that takes every step of a grain for a touch of all of it ends in the
    /// same states.</summary>
    [Theory]
    [InlineData("d1-bind-bind-two-devices")]
    [InlineData("d2-bind-bind-one-pair")]
    [InlineData("d6-bind-and-exit")]
    [InlineData("d7-bind-during-exit")]
    public void Telling_of_touches_leaves_out_no_end(string name)
    {
        var make = ScenarioExperiment.Of(Load(name));
        var told = Explorer.Explore(make, new() { Strategy = new Exhaustive(), Budget = new() });
        var seeded = Explorer.Explore(make, new() { Strategy = new Portfolio(), Budget = new() { Schedules = 1_500 } });
        Assert.True(told.IsExhausted);
        Assert.True(told.FinalStates.IsSupersetOf(seeded.FinalStates), $"{seeded.FinalStates.Count} states by chance, {told.FinalStates.Count} by search");
    }

    private static ScenarioDocument Load(string name) => ScenarioLoader.Read(Path.Combine(Sva.Scenarios, "races", name + ".yaml"))[0];
}
