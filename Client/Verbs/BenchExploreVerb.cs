using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using SvaOrleans.Bench;
using SvaOrleans.Client.Output;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Client.Setup;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva bench explore</c>: measures how fast orders are explored, beside the same calls in a plain loop, and how long whole
/// searches take.</summary>
internal static class BenchExploreVerb
{
    private static readonly string[] Searched = ["unbind-exit-unbind", "d3-two-unbinds-and-exit", "two-by-two"];

    public static Command Create()
    {
        var runs = new Option<int>("--runs")
        {
            Description = "Runs that count, after one that does not.",
            DefaultValueFactory = static _ => 5,
        };
        var orders = new Option<int>("--orders")
        {
            Description = "Orders in a run of the small case.",
            DefaultValueFactory = static _ => 100_000,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        runs.Validators.Add(static result => BenchEngineVerb.Within(result, 1, 100));
        orders.Validators.Add(static result => BenchEngineVerb.Within(result, 100, 10_000_000));
        var verb = new Command("explore", ExploringWords.Bench) { runs, orders, json };
        verb.SetAction(parsed =>
        {
            var folder = Path.Combine(Repository.Require("bench explore").Root, "scenarios", "races");
            var progress = new ProgressLine();
            var figures = ExploreBench.Run(parsed.GetValue(runs), parsed.GetValue(orders), Environment.ProcessorCount, progress.Show);
            var searches = Searched.Select(name => Search(Path.Combine(folder, name + ".yaml"), parsed.GetValue(runs), progress)).ToArray();
            progress.Clear();
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(new { figures, searches }, FigureJson.Options));
            }
            else
            {
                TellPeople(figures, searches);
            }

            return searches.All(static search => search.IsExhausted) ? ExitCode.Success : ExitCode.Failed;
        });
        return verb;
    }

    private static SearchFigures Search(string file, int runs, ProgressLine progress)
    {
        var document = ScenarioLoader.Read(file)[0];
        var reports = new List<ExplorationReport>();
        for (var run = 0; run <= runs; run++)
        {
            reports.Add(
                Explorer.Explore(
                    ScenarioExperiment.Of(document),
                    new()
                    {
                        Strategy = new Exhaustive(),
                        Budget = new(),
                        Progress = seen =>
                            progress.Show(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{document.Plan.Name}: run {run} of {runs}, {seen.Schedules:N0} orders"
                                )
                            ),
                    }
                )
            );
        }

        double[] seconds = [.. reports.Skip(1).Select(static report => report.Progress.Elapsed.TotalSeconds).Order()];
        return new(
            document.Plan.Name,
            reports.TrueForAll(static report => report.IsExhausted),
            reports[0].Progress.Schedules,
            reports[0].Progress.Longest,
            seconds[seconds.Length / 2],
            seconds[0],
            seconds[^1]
        );
    }

    private static void TellPeople(ExploreFigures figures, SearchFigures[] searches)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .BorderColor(Color.Grey)
            .AddColumn("measured, per second (median, lowest to highest)")
            .AddColumn(new TableColumn("5 grains, 16 steps").RightAligned());
        foreach (var rate in (Rate[])[figures.PlainLoop, figures.Bare, figures.Watched])
        {
            table.AddRow(
                Terminal.Plain(rate.Name),
                Terminal.Plain(string.Create(CultureInfo.InvariantCulture, $"{rate.PerSecond:#,0} ({rate.Lowest:#,0}-{rate.Highest:#,0})"))
            );
        }

        table.AddRow("threads that explored", figures.Workers.ToString(CultureInfo.InvariantCulture));
        table.AddRow(
            "orders of one thread, as a share of the plain loop",
            figures.ShareOfPlain.ToString("0.00", CultureInfo.InvariantCulture)
        );
        Terminal.Console.Write(table);
        var whole = new Table()
            .Border(TableBorder.Rounded)
            .BorderColor(Color.Grey)
            .AddColumn("every class of orders of")
            .AddColumn(new TableColumn("classes").RightAligned())
            .AddColumn(new TableColumn("measured (median, lowest to highest)").RightAligned());
        foreach (var search in searches)
        {
            whole.AddRow(
                Terminal.Plain(search.Scenario),
                search.Classes.ToString("#,0", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{search.Seconds:0.00} s ({search.Lowest:0.00}-{search.Highest:0.00})")
            );
        }

        Terminal.Console.Write(whole);
    }

    private sealed record SearchFigures(
        string Scenario,
        bool IsExhausted,
        long Classes,
        long LongestSteps,
        double Seconds,
        double Lowest,
        double Highest
    );
}
