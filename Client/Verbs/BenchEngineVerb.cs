using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using SvaOrleans.Bench;
using SvaOrleans.Client.Output;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva bench engine</c>: how fast grain calls are, beside plain calls in the same run, on both engines.</summary>
internal static class BenchEngineVerb
{
    public static Command Create()
    {
        var runs = new Option<int>("--runs")
        {
            Description = "Runs that count, after one that does not.",
            DefaultValueFactory = static _ => 5,
        };
        var calls = new Option<int>("--calls") { Description = "Grain calls in a run.", DefaultValueFactory = static _ => 200_000 };
        var alone = new Option<bool>("--alone") { Description = "Measure the chosen engine only." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each engine." };
        runs.Validators.Add(static result => Within(result, 1, 100));
        calls.Validators.Add(static result => Within(result, 1_000, 10_000_000));
        var verb = new Command("engine", "Measure grain calls, plain awaited calls and binds, all in one run.")
        {
            runs,
            calls,
            alone,
            json,
        };
        verb.SetAction(
            async (parsed, _) =>
            {
                var (runCount, callCount) = (parsed.GetValue(runs), parsed.GetValue(calls));
                var progress = new ProgressLine();
                var figures = new List<EngineFigures>();
                foreach (var engine in EnginesFor(parsed.GetValue(alone)))
                {
                    figures.Add(await EngineBench.Run(engine, runCount, callCount, what => progress.Show($"{engine}: {what}")));
                }

                progress.Clear();
                if (parsed.GetValue(json))
                {
                    figures.ForEach(static figure => Console.Out.WriteLine(JsonSerializer.Serialize(figure, FigureJson.Options)));
                }
                else
                {
                    TellPeople(figures);
                }

                return ExitCode.Success;
            }
        );
        return verb;
    }

    /// <summary>The engines to measure: the chosen one, and then the other.</summary>
    /// <param name="alone">Whether the chosen one is enough.</param>
    public static IReadOnlyList<EngineKind> EnginesFor(bool alone) =>
        alone ? [Engines.Chosen] : [Engines.Chosen, Engines.Chosen == EngineKind.Orleans ? EngineKind.Simulated : EngineKind.Orleans];

    /// <summary>Refuses a number that is out of range.</summary>
    public static void Within(System.CommandLine.Parsing.OptionResult result, int least, int most)
    {
        // No conversion here: it throws for a text that is no number, and the parser already reports that.
        if (
            result.Tokens.Count > 0
            && int.TryParse(result.Tokens[0].Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            && (value < least || value > most)
        )
        {
            result.AddError($"{result.Option.Name} {value} is out of range; expected {least} to {most}");
        }
    }

    private static void TellPeople(List<EngineFigures> figures)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .BorderColor(Color.Grey)
            .AddColumn("measured, per second (median, lowest to highest)");
        figures.ForEach(figure => table.AddColumn(new TableColumn(Terminal.Plain(figure.Engine)).RightAligned()));
        foreach (
            var rate in (Func<EngineFigures, Rate>[])
                [
                    static f => f.GrainCalls,
                    static f => f.ManyCallers,
                    static f => f.ClientCalls,
                    static f => f.FanOut,
                    static f => f.Activations,
                    static f => f.PlainYielding,
                    static f => f.PlainCompleting,
                    static f => f.Binds,
                ]
        )
        {
            AddRow(table, figures, rate(figures[0]).Name, figure => Text(rate(figure)));
        }

        table.AddEmptyRow();
        AddRow(
            table,
            figures,
            "grain calls for a second of processor time",
            static figure => figure.GrainCalls.PerProcessorSecond.ToString("#,0", CultureInfo.InvariantCulture)
        );
        AddRow(
            table,
            figures,
            "grain calls as a share of plain calls that yield, by processor time",
            static figure => figure.ShareOfYielding.ToString("0.000", CultureInfo.InvariantCulture)
        );
        AddRow(
            table,
            figures,
            "... of plain calls that complete at once, as no call that is scheduled can",
            static figure => figure.ShareOfCompleting.ToString("0.000", CultureInfo.InvariantCulture)
        );
        AddRow(
            table,
            figures,
            "bytes allocated for a grain call",
            static figure => figure.BytesPerGrainCall.ToString("#,0", CultureInfo.InvariantCulture)
        );
        AddRow(
            table,
            figures,
            "a bind with its unbind, in grain calls",
            static figure => figure.GrainCallsPerBind.ToString("0.0", CultureInfo.InvariantCulture)
        );
        Terminal.Console.Write(table);
    }

    private static void AddRow(Table table, List<EngineFigures> figures, string name, Func<EngineFigures, string> text) =>
        table.AddRow([Terminal.Plain(name), .. figures.Select(figure => Terminal.Plain(text(figure)))]);

    private static string Text(Rate rate) =>
        rate.PerSecond >= 1_000_000
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{rate.PerSecond / 1e6:0.00} M ({rate.Lowest / 1e6:0.00} to {rate.Highest / 1e6:0.00})"
            )
            : string.Create(CultureInfo.InvariantCulture, $"{rate.PerSecond:#,0} ({rate.Lowest:#,0} to {rate.Highest:#,0})");
}
