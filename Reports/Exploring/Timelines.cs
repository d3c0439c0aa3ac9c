using System.Globalization;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Reports.Exploring;

/// <summary>The pages that <c>--html</c> writes.</summary>
internal static class Timelines
{
    /// <summary>The page of an order that fails.</summary>
    /// <param name="failure">The order.</param>
    /// <param name="command">The command that repeats it.</param>
    public static string Of(FailingOrder failure, string command) =>
        Of(
            failure.Story,
            new(
                $"{failure.Scenario}: {ViolationWords.Of(failure.Violation.Kind)}: {failure.Violation.Invariant}",
                [
                    failure.Found > failure.Choices
                        ? $"Shrunk from {failure.Found} choices to {failure.Choices}."
                        : $"{failure.Choices} choices.",
                ],
                command
            )
        );

    /// <summary>The page of an order in which nothing is broken.</summary>
    /// <param name="document">Its scenario.</param>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="story">The events of that order.</param>
    /// <param name="facts">Further facts about the exploration.</param>
    public static string Of(ScenarioDocument document, string command, Story story, IReadOnlyList<string> facts) =>
        Of(story, new(document.Plan.Name, facts, command));

    /// <summary>The page of an exploration: the order that fails, or what was explored with one order as an example.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="found">The result of the exploration.</param>
    /// <param name="exploration">The exploration.</param>
    /// <param name="commandOf">Makes the command that repeats an order, from its token and the scenario's file.</param>
    public static string Of(
        ScenarioDocument document,
        ExplorationResult found,
        ScenarioExploration exploration,
        Func<ReplayToken, string, string> commandOf
    )
    {
        if (found.Failure is { } failure)
        {
            return Of(failure, commandOf(failure.Token, failure.File));
        }

        var report = found.Report;
        var progress = report.Progress;
        var token = new ReplayToken(document.Hash, ReplayToken.Plain(report.Strategy), []) { Conditions = exploration.Conditions };
        var make = ScenarioExperiment.Of(document, exploration.HasInvariants, faults: exploration.Faults);
        var story = Story.Of(new Repeater(make, exploration.Budget.StepsOfSchedule), [], KernelFunctions.Of);
        return Of(
            document,
            commandOf(token, document.Plan.File),
            story,
            [
                report.NeverReached.Count > 0 ? $"Never reached: {string.Join(", ", report.NeverReached)}." : "Nothing is broken.",
                $"Strategy: {report.Strategy}. "
                    + (
                        report.IsExhausted
                            ? string.Create(
                                CultureInfo.InvariantCulture,
                                $"All {progress.Schedules:N0} classes of orders explored; the longest had {progress.Longest:N0} steps."
                            )
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"{progress.Schedules:N0} orders explored; the longest had {progress.Longest:N0} steps."
                            )
                    ),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"They end in {report.FinalStates.Count:N0} different {(report.FinalStates.Count == 1 ? "state" : "states")}."
                ),
                story.Outcome.Violation is { } violation
                    ? $"Below, one that was not among them, in which the oldest step that is ready always runs first; it breaks: {violation.Invariant}."
                    : "Below, one order as an example: in it the oldest step that is ready always runs first.",
            ]
        );
    }

    private static string Of(Story story, TimelineHeading heading) => HtmlTimeline.Of(story, heading, new ShortNames(story).Of);
}
