using System.Globalization;
using Spectre.Console;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Client.Exploring;

/// <summary>Writes the result of an exploration for people.</summary>
internal static class ExplorationText
{
    private const int StateLinesShown = 20;

    public static void Write(ScenarioDocument document, ExplorationResult found)
    {
        var report = found.Report;
        var progress = report.Progress;
        Terminal.Line($"[bold]{Terminal.Plain(document.Plan.Name)}[/]  {Terminal.Plain(report.Strategy)}");
        var orders = report.IsExhausted
            ? string.Create(CultureInfo.InvariantCulture, $"all {progress.Schedules:N0} classes of orders explored")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.Schedules:N0} orders explored");
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $"measured: {progress.Elapsed.TotalSeconds:0.0} s, {SearchRate.Of(progress)}; the longest had {progress.Longest:N0} steps"
        );
        Terminal.Hanging(Terminal.Console, "  ", Terminal.Plain($"{orders}; {measured}"));
        if (found.Failure is { } failure)
        {
            Write(failure, isWhole: false);
        }
        else if (report.NeverReached.Count > 0)
        {
            Terminal.Line($"  [red]never reached: {Terminal.Plain(string.Join(", ", report.NeverReached))}[/]");
        }
        else
        {
            Terminal.Line("  [green]nothing is broken[/]");
        }
    }

    /// <summary>Writes an order that fails.</summary>
    /// <param name="failure">The order.</param>
    /// <param name="isWhole">Whether every step is shown.</param>
    public static void Write(FailingOrder failure, bool isWhole)
    {
        Terminal.Line($"  [red]{ViolationWords.Of(failure.Violation.Kind)}: {Terminal.Plain(failure.Violation.Invariant)}[/]");
        foreach (var line in failure.Violation.Message.Split('\n'))
        {
            Terminal.Hanging(Terminal.Console, "    ", Terminal.Plain(line.TrimEnd()));
        }

        Terminal.Line();
        Terminal.Line(
            failure.Found > failure.Choices
                ? $"  shrunk from {failure.Found} choices to {failure.Choices}; > marks a step that did not wait for older ones"
                : $"  {failure.Choices} choices; > marks a step that did not wait for older ones"
        );
        StoryText.Write(failure.Story, isWhole ? default : ShownSteps.Of(failure.Story));
        WriteState(failure.Story, isWhole);
        Terminal.Line();
        Terminal.Line("  repeat it with");
        Terminal.Unwrapped(Terminal.Console, Markup.Escape($"    ./sva replay {TokenScenario.ArgumentsOf(failure.Token, failure.File)}"));
    }

    /// <summary>Writes what an order has changed.</summary>
    public static void WriteState(Story story, bool isWhole)
    {
        var lines = story.Change.Lines;
        if (lines.Count == 0)
        {
            return;
        }

        Terminal.Line();
        Terminal.Line("  state before (-) and after (+)");
        foreach (var line in lines.Take(isWhole ? lines.Count : StateLinesShown))
        {
            Terminal.Hanging(Terminal.Console, "    ", Terminal.Plain(line));
        }

        if (!isWhole && lines.Count > StateLinesShown)
        {
            Terminal.Line($"    ({lines.Count - StateLinesShown} more; sva replay shows them all)");
        }
    }
}
