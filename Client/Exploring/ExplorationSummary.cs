using System.Globalization;
using Spectre.Console;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;

namespace SvaOrleans.Client.Exploring;

/// <summary>The result of exploring several scenarios: a row for each, and a line for each that failed.</summary>
internal static class ExplorationSummary
{
    /// <summary>Writes a scenario that failed in one line.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="found">The result of its exploration.</param>
    public static void WriteFailure(ScenarioDocument document, ExplorationResult found)
    {
        var what =
            found.Failure is { } failure
                ? $"{VerdictOf(found)}: {failure.Violation.Invariant}: {failure.Violation.Message.Split('\n')[0].Trim()}"
                    + $"; ./sva replay {TokenScenario.ArgumentsOf(failure.Token, failure.File)}"
            : found.Report.NeverReached.Count > 0 ? $"never reached: {string.Join(", ", found.Report.NeverReached)}"
            : "";
        if (what.Length > 0)
        {
            Terminal.Unwrapped(Terminal.Console, $"[red]FAILED[/] {Terminal.Plain(document.Plan.File)}: {Terminal.Plain(what)}");
        }
    }

    /// <summary>Writes the table.</summary>
    /// <param name="documents">The scenarios.</param>
    /// <param name="found">Their results, in the same order; scenarios that were not begun are missing at the end.</param>
    public static void WriteTable(IReadOnlyList<ScenarioDocument> documents, IReadOnlyList<ExplorationResult> found)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn(new TableColumn("scenario").NoWrap()).AddColumn("verdict");
        table.AddColumn(new TableColumn("orders").RightAligned().NoWrap()).AddColumn(new TableColumn("measured").RightAligned().NoWrap());
        for (var at = 0; at < documents.Count; at++)
        {
            var name = Terminal.Plain(documents[at].Plan.Name);
            if (at >= found.Count)
            {
                table.AddRow(name, "[yellow]not explored[/]", "", "");
                continue;
            }

            var progress = found[at].Report.Progress;
            var count = progress.Schedules.ToString("N0", CultureInfo.InvariantCulture);
            var orders = found[at].Report.IsExhausted ? $"all {count} classes" : count;
            table.AddRow(name, $"[{(IsSound(found[at]) ? "green" : "red")}]{VerdictOf(found[at])}[/]", orders, Times.Of(progress.Elapsed));
        }

        Terminal.Console.Write(table);
        var failed = found.Count(static one => !IsSound(one));
        var missing = documents.Count - found.Count;
        if (failed + missing > 0)
        {
            var noun = documents.Count == 1 ? "scenario" : "scenarios";
            Terminal.Line($"[red]{failed} of {documents.Count} {noun} failed[/]{(missing > 0 ? $", {missing} not explored" : "")}");
        }
        else if (documents.Count > 1)
        {
            Terminal.Line($"[green]nothing is broken in {documents.Count} scenarios[/]");
        }
    }

    private static bool IsSound(ExplorationResult found) => found.Failure is null && found.Report.NeverReached.Count == 0;

    private static string VerdictOf(ExplorationResult found) =>
        found.Failure is { } failure ? ViolationWords.Of(failure.Violation.Kind)
        : found.Report.NeverReached.Count > 0 ? "never reached"
        : "nothing is broken";
}
