using System.Globalization;
using Spectre.Console;
using SvaOrleans.Scenarios.Running;

namespace SvaOrleans.Client.Rendering;

/// <summary>The result of many runs, for people.</summary>
internal static class LoadTable
{
    public static void Write(IAnsiConsole console, LoadOutcome outcome)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("scenario");
        foreach (var column in (string[])["passed", "failed", "unknown", "not run"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var line in outcome.Lines)
        {
            table.AddRow(
                Markup.Escape(line.Name),
                Number(line.Passed),
                Coloured(line.Failed, "red"),
                Coloured(line.Unknown, "yellow"),
                Number(line.NotRun)
            );
        }

        console.Write(table);
        foreach (var line in outcome.Lines.Where(static line => line.FirstFailure is not null))
        {
            Terminal.Unwrapped(console, $"[red]FAILED[/] {Markup.Escape(line.Name)}: {Markup.Escape(line.FirstFailure!)}");
        }

        var account = outcome.Account;
        console.MarkupLine(
            $"operations: {Number(account.Done)} done + {Number(account.Refused)} refused + {Coloured(account.Unknown, "yellow")} unknown + {Number(account.NotSent)} not sent"
                + $" = {Number(account.Sum)} of {Number(outcome.Wanted)} wanted{(outcome.IsBalanced ? "" : " [red]the account is wrong[/]")}"
        );
        console.MarkupLine($"[dim]{Times.Of(outcome.Measured)} measured[/]");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Coloured(long number, string colour) => number == 0 ? "0" : $"[{colour}]{Number(number)}[/]";
}
