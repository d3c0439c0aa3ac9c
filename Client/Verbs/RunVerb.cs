using System.CommandLine;
using SvaOrleans.Client.Connecting;
using SvaOrleans.Client.Output;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Documents;
using SvaOrleans.Reports.Runs;
using SvaOrleans.Scenarios;
using SvaOrleans.Scenarios.Format;
using SvaOrleans.Scenarios.Running;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva run</c>: runs scenarios.</summary>
internal static class RunVerb
{
    private const int RepeatMax = 1_000_000;
    private const int ParallelMax = 256;

    public static Command Create()
    {
        var files = new Argument<string[]>("scenario")
        {
            Description = "Scenario files; - for standard input. A file may hold several scenarios, separated by ---.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print one JSON object per line: every result, failures, and the state at the end (docs/scenario.md).",
        };
        var events = new Option<bool>("--events")
        {
            Description = "Print what happened at every kernel object too, driver callbacks among it.",
        };
        var seed = new Option<ulong?>("--seed")
        {
            Description =
                "Simulated engine: choose the next step at random, the same way for the same seed; without it, steps run first in, first out.",
        };
        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of scenario files and end." };
        var generation = GenerationOption.Create();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print a line per scenario, and failures." };
        var verb = new Command("run", "Run scenarios and hold them to what they expect.")
        {
            files,
            generation,
            json,
            events,
            seed,
            schema,
            quiet,
        };
        var connect = ConnectOptions.Connect();
        var keep = ConnectOptions.Keep();
        verb.Add(connect);
        var repeat = new Option<int>("--repeat")
        {
            Description = "With --connect: run each scenario so often, and report the outcome of every operation.",
            DefaultValueFactory = static _ => 1,
        };
        var parallel = new Option<int>("--parallel")
        {
            Description = "With --connect: run so many at once.",
            DefaultValueFactory = static _ => 1,
        };
        verb.Add(keep);
        verb.Add(repeat);
        verb.Add(parallel);
        verb.SetAction(
            async (parsed, stop) =>
            {
                if (parsed.GetValue(schema))
                {
                    Console.Out.Write(ScenarioFormat.Schema());
                    return ExitCode.Success;
                }

                var options = new RunOptions(parsed.GetValue(json), parsed.GetValue(events), parsed.GetValue(seed), parsed.GetValue(quiet));
                if (parsed.GetValue(keep) && parsed.GetValue(connect) is null)
                {
                    throw new InputException(
                        "--keep",
                        0,
                        0,
                        "a run in this process leaves nothing that could be kept",
                        "--connect ADDRESS"
                    );
                }

                if (options.Seed is not null && parsed.GetValue(connect) is not null)
                {
                    throw new InputException(
                        "--seed",
                        0,
                        0,
                        "a cluster that others use too chooses its own order",
                        "no --seed with --connect (sva up --seed gives a simulated cluster one)"
                    );
                }

                var load = (Repeat: parsed.GetValue(repeat), Parallel: parsed.GetValue(parallel));
                RequireRange("--repeat", load.Repeat, RepeatMax);
                RequireRange("--parallel", load.Parallel, ParallelMax);
                if (load != (1, 1) && (parsed.GetValue(connect) is null || options.IsJson || options.HasEvents))
                {
                    throw new InputException(
                        "--repeat",
                        0,
                        0,
                        "many runs need a cluster, and tell their sums",
                        "--connect ADDRESS, and neither --json nor --events"
                    );
                }

                var documents = Read(parsed.GetValue(files) ?? [], GenerationOption.Read(parsed.GetValue(generation)), stop);
                using var connection = Connection.To(parsed.GetValue(connect), parsed.GetValue(keep));
                var code =
                    load == (1, 1)
                        ? await Run(documents, options, new(options.Seed, connection), stop)
                        : await RunLoad(documents, new(null, connection), load.Repeat, load.Parallel, stop);
                return stop.IsCancellationRequested ? ExitCode.Interrupted : code;
            }
        );
        return verb;
    }

    private static void RequireRange(string option, int value, int most)
    {
        if (value < 1 || value > most)
        {
            throw new InputException(option, 0, 0, $"{value} is not possible", $"a number from 1 to {most}");
        }
    }

    private static async Task<int> RunLoad(
        ScenarioDocument[] documents,
        SimulationStart start,
        int repeat,
        int parallel,
        CancellationToken stop
    )
    {
        var progress = new ProgressLine();
        var load = new LoadRun(documents, start, (ended, total) => progress.Show($"{ended} of {total} runs have ended"));
        var outcome = await load.Run(repeat, parallel, stop);
        progress.Clear();
        LoadTable.Write(Terminal.Console, outcome);
        return outcome.Lines.Any(static line => line.Failed > 0) || !outcome.IsBalanced ? ExitCode.Failed
            : outcome.Lines.Any(static line => line.Unknown + line.NotRun > 0) ? ExitCode.Unknown
            : ExitCode.Success;
    }

    private static async Task<int> Run(ScenarioDocument[] documents, RunOptions options, SimulationStart start, CancellationToken stop)
    {
        return options.IsJson ? await RunJson(documents, options, start, stop) : await RunForPeople(documents, options, start, stop);
    }

    private static ScenarioDocument[] Read(string[] files, string? generation, CancellationToken stop)
    {
        if (files.Length == 0)
        {
            throw new InputException("sva run", 0, 0, "no scenario is given", "a scenario file, or - for standard input (sva run --help)");
        }

        // Every file is read before any scenario runs, so a wrong file leaves no partial work.
        ScenarioDocument[] documents = [.. files.SelectMany(file => ScenarioLoader.Read(file, generation, stop))];
        WarningLines.Write(documents);
        return documents;
    }

    private static async Task<int> RunJson(ScenarioDocument[] documents, RunOptions options, SimulationStart start, CancellationToken stop)
    {
        var worst = ExitCode.Success;
        await using var output = StandardStreams.OpenOutput();
        using var lines = new JsonLines(output, options.HasEvents);
        foreach (var document in documents)
        {
            worst = Worse(worst, await ScenarioRunner.Run(document, start, lines, stop));
            lines.Flush();
        }

        return worst;
    }

    private static async Task<int> RunForPeople(
        ScenarioDocument[] documents,
        RunOptions options,
        SimulationStart start,
        CancellationToken stop
    )
    {
        var verdicts = new List<RunVerdict>();
        var worst = ExitCode.Success;
        var names = documents.CountBy(static document => document.Plan.Name).ToDictionary(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var isOneOfSeveral = names[document.Plan.Name] > 1;
            var report = new RunReport(Terminal.Console, options.HasEvents, options.IsQuiet, isOneOfSeveral ? document.Plan.File : null);
            var outcome = await ScenarioRunner.Run(document, start, report, stop);
            verdicts.Add(outcome.Verdict);
            worst = Worse(worst, outcome);
        }

        if (documents.Length > 1)
        {
            Terminal.Line(InSum(verdicts));
        }

        return worst;
    }

    private static string InSum(List<RunVerdict> verdicts)
    {
        if (verdicts.TrueForAll(static verdict => verdict == RunVerdict.Passed))
        {
            return $"[green]all {verdicts.Count} scenarios passed[/]";
        }

        var counts = verdicts
            .GroupBy(static verdict => verdict)
            .OrderBy(static same => same.Key)
            .Select(static same => $"[{same.Key.Colour()}]{same.Count()} {same.Key.InWords()}[/]");
        return $"of {verdicts.Count} scenarios: {string.Join(", ", counts)}";
    }

    // A failure is worse than not to know.
    private static int Worse(int worst, RunOutcome outcome) =>
        outcome.HasPassed || worst == ExitCode.Failed ? worst
        : outcome.IsUnknown ? ExitCode.Unknown
        : ExitCode.Failed;

    private sealed record RunOptions(bool IsJson, bool HasEvents, ulong? Seed, bool IsQuiet);
}
