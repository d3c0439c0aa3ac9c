using System.Reflection;
using SvaOrleans.Client.Verbs;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>The expectations of a shipped scenario hold in any order in which a cluster takes its steps: tried in random orders, in
/// orders near the usual one, and in orders in which messages take longer than drivers sleep, as on a busy machine.</summary>
public sealed class ShippedOrdersTests
{
    private const string Demo = "the demo's";
    private const long Orders = 200;

    // As on a cluster when nothing else is set.
    private const long ClockScale = Grains.Kernel.ModelClock.ScaleDefault;

    public static TheoryData<string> Names =>
        [
            Demo,
            .. Sva
                .ShippedScenarios.Where(static file => !File.ReadAllText(file).Contains("workload:", StringComparison.Ordinal))
                .Select(static file => Path.GetFileNameWithoutExtension(file)),
        ];

    // Every order of theirs in which messages take no time is explored elsewhere.
    public static TheoryData<string> Races =>
        [
            .. Directory
                .GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml")
                .Select(static file => "races/" + Path.GetFileNameWithoutExtension(file))
                .Where(static name => !Sva.RacesOfDrivers.Contains(name["races/".Length..]))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Expectations_hold_in_random_orders(string name) => AssertHolds(ScenarioExperiment.Of(Load(name)), new Portfolio());

    [Theory]
    [MemberData(nameof(Names))]
    public void Expectations_hold_in_every_order_near_the_usual_one(string name) =>
        AssertHolds(ScenarioExperiment.Of(Load(name)), new Exhaustive());

    [Theory]
    [MemberData(nameof(Names))]
    [MemberData(nameof(Races))]
    public void Expectations_hold_however_long_messages_take(string name) =>
        AssertHolds(ScenarioExperiment.Of(Load(name), faults: new(FaultKinds.Delay, 2), clockScale: ClockScale), new Portfolio());

    private static void AssertHolds(Func<Strategy, Experiment> make, ExplorationStrategy strategy)
    {
        var report = Explorer.Explore(
            make,
            new()
            {
                Strategy = strategy,
                Budget = new() { Schedules = Orders },
            }
        );
        Assert.True(report.Failure is null, report.ToString());
        Assert.True(
            report.IsExhausted || report.Progress.Schedules + report.Progress.Cut >= Orders,
            $"only {report.Progress.Schedules} orders were tried"
        );
    }

    private static ScenarioDocument Load(string name)
    {
        if (name != Demo)
        {
            var file = name + ".yaml";
            return ScenarioLoader.Read(name.Contains('/') ? Path.Combine(Sva.Scenarios, file) : Sva.Shipped(file))[0];
        }

        using var stream = Assembly.GetAssembly(typeof(RootVerb))!.GetManifestResourceStream("SvaOrleans.Client.Demo.demo.yaml")!;
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return ScenarioLoader.Read("demo.yaml", "", text.ToArray())[0];
    }
}
