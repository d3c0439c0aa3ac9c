using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using SvaOrleans.Bench.Scale;
using SvaOrleans.Client.Output;
using SvaOrleans.Client.Rendering;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva bench scale</c>: how costs grow with the number of bonds, on both engines.</summary>
internal static class BenchScaleVerb
{
    // A million bonds take minutes: a log shows the progress.
    private static readonly TimeSpan LogPeriod = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var bonds = new Option<int[]>("--bonds")
        {
            Description = $"Bonds: the ladder, step by step; each 10 to {ScaleShape.BondsMax}.",
            DefaultValueFactory = static _ => [.. ScaleBench.Ladder],
            AllowMultipleArgumentsPerToken = true,
        };
        var hosts = new Option<int?>("--hosts") { Description = "Hosts; else one for 10,000 bonds." };
        var iommus = new Option<int?>("--iommus") { Description = "IOMMUs on all hosts together; else one for 2,000 bonds." };
        var devices = new Option<int?>("--devices") { Description = "Devices on all hosts together; else one for 100 bonds." };
        var mms = new Option<int?>("--mms") { Description = "Address spaces on all hosts together; else one for 10 bonds." };
        var alone = new Option<bool>("--alone") { Description = "Measure the chosen engine only." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object for each engine." };
        var verb = new Command("scale", "Measure binds, invalidations and exits on ever more bonds.")
        {
            bonds,
            hosts,
            iommus,
            devices,
            mms,
            alone,
            json,
        };
        verb.Validators.Add(result =>
        {
            // The parser reports a text that is no number; reading its value here would throw.
            if (
                !result
                    .Children.OfType<System.CommandLine.Parsing.OptionResult>()
                    .Any(static option =>
                        option.Tokens.Any(static token =>
                            !int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
                        )
                    )
            )
            {
                TryShapes(
                    result.GetValue(bonds)!,
                    result.GetValue(hosts),
                    result.GetValue(iommus),
                    result.GetValue(devices),
                    result.GetValue(mms),
                    result.AddError
                );
            }
        });
        verb.SetAction(
            async (parsed, _) =>
            {
                var ladder = TryShapes(
                    parsed.GetValue(bonds)!,
                    parsed.GetValue(hosts),
                    parsed.GetValue(iommus),
                    parsed.GetValue(devices),
                    parsed.GetValue(mms),
                    static _ => { }
                );
                var progress = new ProgressLine(LogPeriod);
                var figures = new List<ScaleFigures>();
                foreach (var engine in BenchEngineVerb.EnginesFor(parsed.GetValue(alone)))
                {
                    figures.Add(await ScaleBench.Run(engine, ladder, what => progress.Show($"{engine}: {what}")));
                }

                progress.Clear();
                figures.ForEach(
                    parsed.GetValue(json)
                        ? static figure => Console.Out.WriteLine(JsonSerializer.Serialize(figure, FigureJson.Options))
                        : TellPeople
                );
                return figures.Any(static figure => figure.Steps.Any(static step => step.Left.Count > 0))
                    ? ExitCode.Failed
                    : ExitCode.Success;
            }
        );
        return verb;
    }

    private static List<ScaleShape> TryShapes(int[] bonds, int? hosts, int? iommus, int? devices, int? mms, Action<string> refuse)
    {
        var shapes = new List<ScaleShape>();
        try
        {
            foreach (var step in bonds)
            {
                shapes.Add(ScaleShape.Of(step, hosts, iommus, devices, mms));
            }
        }
        catch (ArgumentException impossible)
        {
            refuse(impossible.Message);
        }

        return shapes;
    }

    private static void TellPeople(ScaleFigures figures)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .BorderColor(Color.Grey)
            .AddColumn($"measured on {Terminal.Plain(figures.Engine)}");
        foreach (var step in figures.Steps)
        {
            table.AddColumn(new TableColumn($"{Number(step.Shape.Bonds)} bonds").RightAligned());
        }

        Row("hosts, IOMMUs", static step => $"{Number(step.Shape.Hosts)}, {Number(step.Shape.Iommus)}");
        Row("devices, mms", static step => $"{Number(step.Shape.Devices)}, {Number(step.Shape.Mms)}");
        Row("runs (medians below)", static step => Number(step.Runs));
        Row("pings per second", static step => Number(step.PingsPerSecond));
        Row("objects alive", static step => Number(step.Objects));
        Row("a ping of as many grains, in pings", static step => Factor(step.CrowdPings));
        table.AddEmptyRow();
        Cost("binds per second", "a bind, in pings", static step => step.Bind);
        table.AddEmptyRow();
        Row("bytes for a bond", static step => Number(step.BytesPerBond));
        Row("... times the step before", static step => Times(step.BytesGrowth));
        table.AddEmptyRow();
        Cost("invalidations delivered per second", "a delivery, in pings", static step => step.Delivery);
        table.AddEmptyRow();
        Cost("exits per second, with all bonds", "an exit, in pings", static step => step.Exit);
        Terminal.Console.Write(table);
        foreach (var step in figures.Steps.Where(static step => step.Left.Count > 0))
        {
            Terminal.Line($"[red]left of {Number(step.Shape.Bonds)} bonds:[/]");
            foreach (var left in step.Left)
            {
                Terminal.Line($"  {Terminal.Plain(left)}");
            }
        }

        void Cost(string rate, string unit, Func<ScaleStep, ScaleCost> cost)
        {
            Row(rate, step => Number(cost(step).PerSecond));
            Row(unit, step => cost(step).Pings.ToString("#,0.0", CultureInfo.InvariantCulture));
            Row("... times the step before", step => Times(cost(step).Growth));
            Row("... in pings of as many grains", step => cost(step).CrowdPings.ToString("#,0.0", CultureInfo.InvariantCulture));
            Row("... share of collecting in its time", step => cost(step).Collecting.ToString("0 %", CultureInfo.InvariantCulture));
            Row(
                "... in pings, without collecting",
                step => cost(step).PingsWithoutCollecting.ToString("#,0.0", CultureInfo.InvariantCulture)
            );
            Row("... bytes allocated", step => Number(cost(step).BytesAllocated));
            if (figures.Steps.All(step => cost(step).Calls is not null))
            {
                Row("... grain calls in it", step => cost(step).Calls?.ToString("#,0.000", CultureInfo.InvariantCulture) ?? "");
            }
        }

        void Row(string name, Func<ScaleStep, string> text) =>
            table.AddRow([Terminal.Plain(name), .. figures.Steps.Select(step => Terminal.Plain(text(step)))]);
    }

    private static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Factor(double factor) => factor.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Times(double? growth) => growth?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
