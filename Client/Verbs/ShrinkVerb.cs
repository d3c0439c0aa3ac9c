using System.CommandLine;
using SvaOrleans.Client.Exploring;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Documents;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Reports.Exploring.Faults;
using SvaOrleans.Reports.Exploring.Shrinking;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Shrinking;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva shrink</c>: makes a failing order smaller.</summary>
internal static class ShrinkVerb
{
    public static Command Create()
    {
        var token = new Argument<string>("token") { Description = "What sva explore printed, or a file with it." };
        var scenario = new Option<string?>("--scenario")
        {
            Description = "The scenario's file; without it, it is looked for in this folder and among the shipped ones.",
        };
        var write = new Option<string?>("--write")
        {
            Description = "Leave steps out of the scenario too, as long as the same breaks, and write what is left to this file.",
        };
        var json = new Option<bool>("--json") { Description = "Print the order as one JSON object." };
        var verb = new Command("shrink", ExploringWords.Shrink) { token, scenario, write, json };
        verb.SetAction(parsed =>
        {
            var read = TokenScenario.ReadToken(parsed.GetValue(token)!);
            var document = TokenScenario.Find(read, parsed.GetValue(scenario));
            var faults = FaultChoice.Of(read.Conditions);
            var repeater = new Repeater(ScenarioExperiment.Of(document, faults: faults));
            if (repeater.Run(read.Decisions).Violation is not { } violation)
            {
                throw new InputException(
                    "TOKEN",
                    0,
                    0,
                    "nothing is broken in this order, so there is nothing to shrink",
                    "a token of an order that fails"
                );
            }

            var smallest = new Shrinker(repeater, violation).Shrink(read.Decisions) ?? read.Decisions;
            if (parsed.GetValue(write) is { } path)
            {
                (document, smallest) = Trim(document, violation, faults, smallest, path);
                repeater = new Repeater(ScenarioExperiment.Of(document, faults: faults));
                violation = repeater.Run(smallest).Violation!;
                smallest = new Shrinker(repeater, violation).Shrink(smallest) ?? smallest;
            }

            var failure = FailingOrder.Of(document, repeater, violation, read.Strategy, read.Decisions, smallest, read.Conditions) with
            {
                File = parsed.GetValue(write) ?? document.Plan.File,
            };
            if (parsed.GetValue(json))
            {
                ExplorationJson.Write(Console.Out, failure);
            }
            else
            {
                Terminal.Line($"[bold]{Terminal.Plain(document.Plan.Name)}[/]");
                ExplorationText.Write(failure, isWhole: true);
            }

            return ExploreVerb.CodeOf(violation.Kind);
        });
        return verb;
    }

    private static (ScenarioDocument Document, IReadOnlyList<int> Decisions) Trim(
        ScenarioDocument document,
        Violation violation,
        FaultChoice? faults,
        IReadOnlyList<int> decisions,
        string path
    )
    {
        var (smaller, text, order, removed) = new ScenarioTrimmer(violation, faults).Trim(document, decisions);
        try
        {
            File.WriteAllBytes(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException("--write", 0, 0, $"cannot write {path:part} ({e.Message:part})", "a file that can be written", e);
        }

        Console.Error.WriteLine($"{path}: {removed} {(removed == 1 ? "step or branch is" : "steps and branches are")} not needed");
        return (smaller, order);
    }
}
