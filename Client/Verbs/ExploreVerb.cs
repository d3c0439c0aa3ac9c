using System.CommandLine;
using System.Globalization;
using SvaOrleans.Client.Exploring;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Documents;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Reports.Exploring.Faults;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva explore</c>: runs scenarios under many orders of their steps, or under all.</summary>
internal static class ExploreVerb
{
    private const int WorkersMax = 256;

    public static Command Create()
    {
        var files = new Argument<string[]>("scenario")
        {
            Description = "Scenario files; each scenario in them is explored.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var strategy = new Option<string>("--strategy")
        {
            Description = $"How orders are chosen: {StrategyNames.Known}.",
            DefaultValueFactory = static _ => "portfolio",
        };
        var orders = new Option<long?>("--orders")
        {
            Description =
                "End after so many orders (10000, where neither this nor --time is given; an exhaustive search has no end of its own but the last one).",
        };
        var time = new Option<string?>("--time") { Description = "End after this time, as 30s, 5m or 1h." };
        var steps = new Option<long>("--steps")
        {
            Description = "An order of more steps counts as endless.",
            DefaultValueFactory = static _ => 1_000_000,
        };
        var seed = new Option<ulong>("--seed") { Description = "The first seed; order n has seed + n." };
        var workers = new Option<int>("--workers")
        {
            Description = "How many threads explore; one for every core, if not said.",
            DefaultValueFactory = static _ => Environment.ProcessorCount,
        };
        var noInvariants = new Option<bool>("--no-invariants")
        {
            Description = "Hold the scenario to what it expects, and leave out the kernel's invariants.",
        };
        var noShrink = new Option<bool>("--no-shrink") { Description = "Report the first failing order as it was found." };
        var faults = new Option<string?>("--faults")
        {
            Description = $"What may go wrong besides: {FaultChoice.Known}, with commas between, or all.",
        };
        var mostFaults = new Option<int>("--most-faults")
        {
            Description = "How much may go wrong in one order.",
            DefaultValueFactory = static _ => 1,
        };
        var generation = GenerationOption.Create();
        var without = WithoutOption.Create();
        var points = new Option<bool>("--points") { Description = "List the points that --without can leave out, and end." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per scenario." };
        var html = new Option<string?>("--html")
        {
            Description =
                "Write the failing order as one HTML file, a timeline of its steps; where nothing is broken, what was explored. Of several scenarios, a file for each: FILE-SCENARIO.html.",
        };
        var quiet = new Option<bool>("--quiet", "-q")
        {
            Description = "Print a table with a row for each scenario, and a line for each that fails.",
        };
        var earlier = new Option<long?>("--schedules") { Hidden = true };
        var journal = new Option<string?>("--journal")
        {
            Description =
                "Keep the orders that run now in this file, choice by choice, so that sva replay FILE repeats one that never ends, or that ends the process.",
        };
        var verb = new Command("explore", ExploringWords.Explore)
        {
            files,
            strategy,
            orders,
            earlier,
            time,
            steps,
            seed,
            workers,
            noInvariants,
            noShrink,
            faults,
            mostFaults,
            generation,
            without,
            points,
            json,
            quiet,
            html,
            journal,
        };
        verb.SetAction(
            (parsed, stop) =>
            {
                if (parsed.GetValue(points))
                {
                    WithoutOption.List();
                    return Task.FromResult(ExitCode.Success);
                }

                var chosen = StrategyNames.Read(parsed.GetValue(strategy)!);
                var isExhaustive = chosen is Simulation.Exploration.Strategies.Exhaustive;
                var limit = parsed.GetValue(time) is { } text ? Durations.Read("--time", text) : (TimeSpan?)null;
                if (parsed.GetValue(earlier) is not null)
                {
                    Console.Error.WriteLine("sva: --schedules is called --orders now");
                }

                var budget = new Budget
                {
                    Schedules = parsed.GetValue(orders) ?? parsed.GetValue(earlier) ?? (isExhaustive || limit is not null ? null : 10_000),
                    Time = limit,
                    StepsOfSchedule = AtLeastOne("--steps", parsed.GetValue(steps)),
                };
                AtLeastOne("--orders", budget.Schedules ?? 1);
                if (parsed.GetValue(workers) is < 1 or > WorkersMax)
                {
                    throw new InputException(
                        "--workers",
                        0,
                        0,
                        $"{parsed.GetValue(workers)} is not possible",
                        $"a number from 1 to {WorkersMax}"
                    );
                }

                var kernel = GenerationOption.Read(parsed.GetValue(generation));
                var leftOut = WithoutOption.Read(parsed.GetValue(without));
                var documents = Read(parsed.GetValue(files)!, kernel, leftOut, stop);
                var exploration = new ScenarioExploration
                {
                    Strategy = chosen,
                    Budget = budget,
                    Seed = parsed.GetValue(seed),
                    Workers = parsed.GetValue(workers),
                    HasInvariants = !parsed.GetValue(noInvariants),
                    Shrinks = !parsed.GetValue(noShrink),
                    Faults = FaultChoice.Read(parsed.GetValue(faults), parsed.GetValue(mostFaults)),
                    Journal = parsed.GetValue(journal),
                    Stop = stop,
                };
                if (parsed.GetResult(mostFaults) is { Implicit: false } && parsed.GetValue(faults) is null)
                {
                    throw new InputException(
                        "--most-faults",
                        0,
                        0,
                        "nothing may go wrong without --faults",
                        $"--faults with {FaultChoice.Known}, or all"
                    );
                }

                if (parsed.GetValue(html) is { } page)
                {
                    TimelineFile.RequireWritable(page);
                }

                // On a thread of its own: this thread waits for it and hears Ctrl-C.
                return Task.Run(
                    () => Explore(documents, exploration, parsed.GetValue(json), parsed.GetValue(quiet), parsed.GetValue(html)),
                    CancellationToken.None
                );
            }
        );
        return verb;
    }

    private static ScenarioDocument[] Read(string[] files, string? generation, string? leftOut, CancellationToken stop)
    {
        if (files.Length == 0)
        {
            throw new InputException("sva explore", 0, 0, "no scenario is given", "a scenario file (sva explore --help)");
        }

        var documents = files.SelectMany(file => ScenarioLoader.Read(file, generation, stop));
        return [.. leftOut is { } point ? documents.Select(document => document.Without(point)) : documents];
    }

    private static long AtLeastOne(string option, long value) =>
        value >= 1 ? value : throw new InputException(option, 0, 0, $"{value} is not possible", "a number from 1");

    private static int Explore(ScenarioDocument[] documents, ScenarioExploration exploration, bool isJson, bool isQuiet, string? html)
    {
        // All are read and found fit before the first is explored.
        Array.ForEach(documents, static document => ScenarioExperiment.Of(document));
        WarningLines.Write(documents);
        var worst = ExitCode.Success;
        var results = new List<ExplorationResult>();
        foreach (var document in documents)
        {
            var line = new ProgressLine();
            var found = exploration.Run(
                document,
                progress =>
                    line.Show(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{document.Plan.Name}: {progress.Schedules:N0} orders, {SearchRate.Of(progress)}, the longest of {progress.Longest:N0} steps"
                        )
                    )
            );
            line.Clear();
            results.Add(found);
            if (isJson)
            {
                ExplorationJson.Write(Console.Out, document, found);
            }
            else if (isQuiet)
            {
                ExplorationSummary.WriteFailure(document, found);
            }
            else
            {
                ExplorationText.Write(document, found);
            }

            if (html is not null)
            {
                TimelineFile.Write(
                    documents.Length == 1 ? html : TimelineFile.NameFor(html, document.Plan.Name),
                    document,
                    found,
                    exploration
                );
            }

            worst = Math.Max(worst, CodeOf(found));
            if (exploration.Stop.IsCancellationRequested)
            {
                StopSignals.Tell();
                break;
            }
        }

        if (!isJson && (isQuiet || documents.Length > 1))
        {
            ExplorationSummary.WriteTable(documents, results);
        }

        return exploration.Stop.IsCancellationRequested ? ExitCode.Interrupted : worst;
    }

    private static int CodeOf(ExplorationResult found) =>
        found.Failure is { } failure ? CodeOf(failure.Violation.Kind)
        : found.Report.NeverReached.Count > 0 ? ExitCode.Failed
        : ExitCode.Success;

    /// <summary>The exit code of the process.</summary>
    public static int CodeOf(ViolationKind kind) =>
        kind switch
        {
            ViolationKind.Liveness => ExitCode.Liveness,
            ViolationKind.Contract => ExitCode.Contract,
            ViolationKind.NonDeterminism => ExitCode.NonDeterminism,
            _ => ExitCode.Failed,
        };
}
