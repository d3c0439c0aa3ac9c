using System.Globalization;
using Spectre.Console;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Scenarios.Running;

namespace SvaOrleans.Client.Rendering;

/// <summary>Writes a run for people: the answer of each step, its cost, and the failures.</summary>
/// <param name="console">The console to write to.</param>
/// <param name="hasEvents">Whether events are written too.</param>
/// <param name="isQuiet">Whether a line and failures are enough.</param>
/// <param name="label">Distinguishes the scenario from another one of the same name; null if the name is enough.</param>
internal sealed class RunReport(IAnsiConsole console, bool hasEvents, bool isQuiet, string? label = null) : IRunObserver
{
    private const int RowsMax = 400;
    private const int RefusalsShown = 20;

    private readonly List<(StepPlan Step, StepResult Result)> _rows = [];
    private readonly ProgressLine _progress = new();
    private ScenarioPlan? _plan;
    private int _held;
    private int _checkedResults;

    /// <inheritdoc/>
    public void Begin(ScenarioPlan plan, string engine, ulong? seed)
    {
        this._plan = plan;
        if (isQuiet)
        {
            return;
        }

        console.WriteLine();
        console.Write(new Rule($"[bold]{Markup.Escape(plan.Name)}[/]") { Justification = Justify.Left });
        if (plan.About.Length > 0)
        {
            console.MarkupLine($"[dim]{Markup.Escape(plan.About)}[/]");
        }

        console.MarkupLine(
            $"[dim]engine {Markup.Escape(engine)}, {(seed is { } value ? string.Create(CultureInfo.InvariantCulture, $"seed {value}") : "steps in order")}[/]"
        );
    }

    /// <inheritdoc/>
    public void Result(StepPlan step, StepResult result)
    {
        _checkedResults += step.Expectation is null ? 0 : 1;
        if (isQuiet)
        {
            return;
        }

        if (hasEvents)
        {
            Terminal.Hanging(console, Place(result.At, step.Id), $"[bold]{Markup.Escape(Operation(step))}[/] = {Answer(step, result)}");
        }
        else
        {
            _rows.Add((step, result));
        }
    }

    /// <inheritdoc/>
    public void Event(in SvaEvent happened)
    {
        if (hasEvents && !isQuiet)
        {
            Terminal.Hanging(console, Place(happened.At, happened.Step), $"[dim]{Markup.Escape(EventText.Of(happened))}[/]");
        }
    }

    /// <inheritdoc/>
    public void Progress(StepPlan step, long events, double? fraction) =>
        _progress.Show(
            string.Create(CultureInfo.InvariantCulture, $"replaying: {events} events{(fraction is { } part ? $", {part * 100:0} %" : "")}")
        );

    /// <inheritdoc/>
    public void Replayed(StepPlan step, ReplayFigures figures, StepResult result)
    {
        _progress.Clear();
        Result(step, result);
        if (!isQuiet)
        {
            _rows.RemoveAll(row => row.Step == step);
            FlushRows();
            console.Write(ReplayTable.Of(step, figures));
        }
    }

    /// <inheritdoc/>
    public void Failure(RunFailure failure) => _progress.Clear();

    /// <inheritdoc/>
    public void Held(int checks) => _held += checks;

    /// <inheritdoc/>
    public void End(RunOutcome outcome)
    {
        _progress.Clear();
        if (!isQuiet)
        {
            FlushRows();
            Notices(outcome);
            console.Write(CostTable.Of(outcome));
        }

        var isRefused = outcome.Failures.Any(static failure => failure.Kind == RunFailure.Refused);
        if (!isQuiet || isRefused)
        {
            Refusals(outcome);
        }

        foreach (var failure in outcome.Failures)
        {
            Terminal.Unwrapped(
                console,
                $"[red]{(outcome.Verdict == RunVerdict.NotRun ? "NOT RUN" : failure.Kind == RunFailure.Refused ? "REFUSED" : "FAILED")}[/] {Markup.Escape(Place(failure))}{Markup.Escape(failure.Message)}"
            );
        }

        if (outcome.Account is { } account && account.Unknown + account.NotSent > 0)
        {
            Terminal.Unwrapped(
                console,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"operations: {account.Done} done, {account.Refused} refused, [yellow]{account.Unknown} unknown[/], {account.NotSent} not sent; none was tried again"
                )
            );
        }

        var checks = _held + _checkedResults;
        var expectations =
            outcome.Plan.ExpectationCount == 0
                ? "nothing was expected"
                : string.Create(CultureInfo.InvariantCulture, $"{checks} expectations");
        var detail = string.Create(CultureInfo.InvariantCulture, $"{expectations}, {Times.Of(outcome.Measured)} measured");
        if (!isQuiet)
        {
            detail = string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Operations} operations, {expectations}, {Times.Of(outcome.At)} modelled, {Times.Of(outcome.Measured)} measured"
            );
        }

        if (outcome.Plan.NeedsExploring is { } claim && outcome.Verdict is not RunVerdict.NotRun)
        {
            detail += ", 'always' checked on the one order that ran";
            if (!isQuiet)
            {
                var place = string.Create(CultureInfo.InvariantCulture, $"{outcome.Plan.File}:{claim.Line}: ");
                Terminal.Hanging(
                    console,
                    "",
                    Markup.Escape($"{place}'always' was checked on the one order that ran; sva explore checks it on others, or on all")
                );
            }
        }

        var verdict = $"[{outcome.Verdict.Colour()}]{outcome.Verdict.InWords()}[/]";
        var name = outcome.Plan.Name + (label is null ? "" : $" ({label})");
        var line = $"{verdict} {Markup.Escape(name)} [dim]({Markup.Escape(detail)})[/]";
        if (isQuiet)
        {
            Terminal.Unwrapped(console, line);
        }
        else
        {
            console.MarkupLine(line);
        }
    }

    // When, and in which step: an event's is the one that caused it.
    private static string Place(VirtualTime at, int step) =>
        string.Create(CultureInfo.InvariantCulture, $"{Times.Of(at), 9} {(step > 0 ? $"#{step}" : ""), 5} ");

    private static string Answer(StepPlan step, StepResult result)
    {
        var wrong = step.Expectation?.Explain(result) is not null;
        var text = Markup.Escape(result.Error.ToString());
        var colour =
            wrong ? "red"
            : result.Error.IsSuccess ? "green"
            : step.Expectation is null ? "yellow"
            : "green";
        return $"[{colour}]{text}[/]{(wrong ? " [red]unexpected[/]" : "")}";
    }

    // A single host is not named.
    private string Operation(StepPlan step) => (_plan!.Hosts.Count > 1 ? step.Host + " " : "") + StepText.Of(step);

    private string Place(RunFailure failure) =>
        failure.Place is { } place ? string.Create(CultureInfo.InvariantCulture, $"{_plan!.File}:{place.Line}: ")
        : failure.Kind is "hung" ? "the run hangs: no request can continue\n"
        : failure.Kind is RunFailure.Refused or RunFailure.Cluster ? ""
        : failure.Kind + ": ";

    private void Refusals(RunOutcome outcome)
    {
        HashSet<string> told = new(StringComparer.Ordinal);
        foreach (var (step, result, reason) in outcome.Refusals.Take(RefusalsShown))
        {
            var why =
                reason.Length == 0 ? ""
                : told.Add(reason) ? ": " + reason
                : ", for the same reason";
            Terminal.Hanging(
                console,
                "refused ",
                Markup.Escape(
                    string.Create(CultureInfo.InvariantCulture, $"{_plan!.File}:{step.Place.Line}: {Operation(step)} = {result.Error}{why}")
                )
            );
        }

        if (outcome.Refusals.Count > RefusalsShown)
        {
            console.MarkupLine($"[dim]... and {outcome.Refusals.Count - RefusalsShown} more; --json tells all[/]");
        }
    }

    private void FlushRows()
    {
        if (_rows.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn(new TableColumn("[dim]#[/]").RightAligned().NoWrap());
        table.AddColumn("operation");
        table.AddColumn(new TableColumn("answer").NoWrap());
        table.AddColumn("figures");
        table.AddColumn(new TableColumn("modelled").RightAligned().NoWrap());
        foreach (var (step, result) in _rows.Take(RowsMax))
        {
            table.AddRow(
                $"[dim]{step.Id}[/]",
                (step.Branch is null ? "" : $"[blue]{Markup.Escape(step.Branch)}[/] ")
                    + (step.IsSetup ? "[dim]setup[/] " : "")
                    + Markup.Escape(Operation(step)),
                Answer(step, result),
                Markup.Escape(StepText.Figures(result)),
                $"[dim]{Times.Of(result.At)}[/]"
            );
        }

        console.Write(table);
        if (_rows.Count > RowsMax)
        {
            console.MarkupLine($"[dim]... and {_rows.Count - RowsMax} more; --json prints all[/]");
        }

        _rows.Clear();
    }

    private void Notices(RunOutcome outcome)
    {
        foreach (var same in outcome.Notices.GroupBy(static notice => (notice.Kind, Text: EventText.Of(notice))))
        {
            var (word, colour) = same.Key.Kind switch
            {
                SvaEventKind.Verdict => ("VERDICT", "red"),
                SvaEventKind.ContractViolation => ("CONTRACT VIOLATION", "yellow"),
                _ => ("WARNING", "yellow"),
            };
            var times = same.Count();
            var when =
                times == 1
                    ? $"at {Times.Of(same.First().At)}"
                    : string.Create(CultureInfo.InvariantCulture, $"{times} times, first at {Times.Of(same.First().At)}");
            console.MarkupLine($"[{colour}]{word}[/] {when}: {Markup.Escape(same.Key.Text)}");
        }
    }
}
