using System.CommandLine;
using System.Globalization;
using SvaOrleans.Client.Exploring;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Documents;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Reports.Exploring.Faults;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva replay</c>: runs one order of a scenario's steps again.</summary>
internal static class ReplayVerb
{
    public static Command Create()
    {
        var token = new Argument<string>("token") { Description = "What sva explore printed, or a file with it." };
        var scenario = new Option<string?>("--scenario")
        {
            Description = "The scenario's file; without it, it is looked for in this folder and among the shipped ones.",
        };
        var json = new Option<bool>("--json") { Description = "Print the order as one JSON object." };
        var html = new Option<string?>("--html") { Description = "Write the order as one HTML file, a timeline of its steps." };
        var mermaid = new Option<bool>("--mermaid") { Description = "Print the order as a Mermaid sequence diagram." };
        var step = new Option<bool>("--step") { Description = "Wait for Enter after every step." };
        var verb = new Command("replay", ExploringWords.Replay) { token, scenario, json, html, mermaid, step };
        verb.SetAction(parsed =>
        {
            if ((string[])[.. Chosen(parsed, json), .. Chosen(parsed, mermaid), .. Chosen(parsed, step)] is [var one, var other, ..])
            {
                throw new InputException(one, 0, 0, $"this cannot be together with {other}", "one of --json, --mermaid and --step");
            }

            var read = TokenScenario.ReadToken(parsed.GetValue(token)!);
            var document = TokenScenario.Find(read, parsed.GetValue(scenario));
            var repeater = new Repeater(ScenarioExperiment.Of(document, faults: FaultChoice.Of(read.Conditions)));
            if (parsed.GetValue(step))
            {
                StepWalk.Run(repeater, read.Decisions);
            }

            var story = Story.Of(repeater, read.Decisions, KernelFunctions.Of);
            RequireFit(read.Decisions, repeater.Decisions, story.Outcome.Violation is not null);
            var failure = story.Outcome.Violation is { } violation
                ? new FailingOrder(
                    document.Plan.Name,
                    document.Plan.File,
                    violation,
                    read.Decisions.Count(static decision => decision > 0),
                    read,
                    story
                )
                : null;
            if (parsed.GetValue(html) is { } path)
            {
                TimelineFile.Write(
                    path,
                    failure is not null
                        ? Timelines.Of(failure, TokenScenario.CommandOf(failure.Token, failure.File))
                        : Timelines.Of(
                            document,
                            TokenScenario.CommandOf(read, document.Plan.File),
                            story,
                            ["Nothing is broken in this order."]
                        )
                );
                Console.Error.WriteLine($"{path}: the order of {document.Plan.Name}, {story.Steps.Count} steps");
            }

            if (parsed.GetValue(mermaid))
            {
                Console.Out.Write(MermaidDiagram.Of(story));
            }
            else if (parsed.GetValue(json))
            {
                WriteJson(document.Plan.Name, story, failure);
            }
            else if (!parsed.GetValue(step))
            {
                WriteText(document.Plan.Name, story, failure);
            }

            return failure is null ? ExitCode.Success : ExploreVerb.CodeOf(failure.Violation.Kind);
        });
        return verb;
    }

    private static string[] Chosen(ParseResult parsed, Option<bool> option) => parsed.GetValue(option) ? [option.Name] : [];

    // A run that broke ends there; the choices behind that were made when nothing looked.
    private static void RequireFit(IReadOnlyList<int> asked, IReadOnlyList<int> made, bool isBroken)
    {
        for (var at = 0; at < asked.Count; at++)
        {
            if (at < made.Count ? made[at] != asked[at] : asked[at] != 0 && !isBroken)
            {
                throw new InputException(
                    "TOKEN",
                    0,
                    0,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"its choice {at + 1} does not fit the scenario's steps: it is damaged, or another version of this program made it"
                    ),
                    "the whole token, as sva explore printed it"
                );
            }
        }
    }

    private static void WriteJson(string scenario, Story story, FailingOrder? failure)
    {
        if (failure is null)
        {
            ExplorationJson.Write(Console.Out, scenario, story);
        }
        else
        {
            ExplorationJson.Write(Console.Out, failure);
        }
    }

    private static void WriteText(string scenario, Story story, FailingOrder? failure)
    {
        Terminal.Line($"[bold]{Terminal.Plain(scenario)}[/]  {story.Steps.Count} steps");
        if (failure is null)
        {
            StoryText.Write(story, default);
            ExplorationText.WriteState(story, isWhole: true);
            Terminal.Line("  [green]nothing is broken in this order[/]");
        }
        else
        {
            ExplorationText.Write(failure, isWhole: true);
        }
    }
}
