using System.CommandLine;
using SvaOrleans.Client.Exploring.Faults;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Inputs;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Shrinking;

namespace SvaOrleans.Client.Exploring;

/// <summary><c>sva shrink</c>: makes a failing order smaller.</summary>
internal static class ShrinkVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var token = new Argument<string>("token") { Description = "What sva explore printed, or a file with it." };
        var scenario = new Option<string?>("--scenario") { Description = "The scenario's file; without it, it is looked for in this folder and among the shipped ones." };
        var json = new Option<bool>("--json") { Description = "Print the order as one JSON object." };
        var verb = new Command("shrink", "Make a failing order smaller while the same invariant fails.") { token, scenario, json };
        verb.SetAction(parsed =>
        {
            var read = TokenScenario.ReadToken(parsed.GetValue(token)!);
            var document = TokenScenario.Find(read, parsed.GetValue(scenario));
            var repeater = new Repeater(ScenarioExperiment.Of(document, faults: FaultChoice.Of(read.Conditions)));
            if (repeater.Run(read.Decisions).Violation is not { } violation)
            {
                throw new InputException("TOKEN", 0, 0, "nothing is broken in this order, so there is nothing to shrink", "a token of an order that fails");
            }

            var smallest = new Shrinker(repeater, violation).Shrink(read.Decisions) ?? read.Decisions;
            var failure = FailingOrder.Of(document, repeater, violation, read.Strategy, read.Decisions, smallest, read.Conditions);
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
}
