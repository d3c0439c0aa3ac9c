using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using SvaOrleans.Client.Output;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Client.Setup;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva doctor</c>: what is here, what is missing, and what each verb would use.</summary>
internal static class DoctorVerb
{
    // These run no grains.
    private static readonly string[] VerbsWithoutEngine = ["schema", "topology", "trace", "new-generation", "doctor"];

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var verb = new Command(
            "doctor",
            "Say what is here, what is missing and what each verb would use; ends with 1 when something is wrong."
        )
        {
            json,
        };
        verb.SetAction(
            async (parsed, cancel) =>
            {
                var root = parsed.RootCommandResult.Command.Subcommands;
                var checks = await SetupChecks.Make(
                    [.. root.Where(static command => !command.Hidden).Select(static command => command.Name).Except(VerbsWithoutEngine)],
                    cancel
                );
                if (parsed.GetValue(json))
                {
                    TellPrograms(checks);
                }
                else
                {
                    TellPeople(checks);
                }

                return checks.IsSound ? ExitCode.Success : ExitCode.Failed;
            }
        );
        return verb;
    }

    private static void TellPeople(SetupChecks checks)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).AddColumns("what", "found");
        foreach (var finding in checks.Findings)
        {
            table.AddRow(Terminal.Plain(finding.Name), Terminal.Plain(finding.Value));
            if (finding.Fault is { } fault)
            {
                table.AddRow("", $"[red]{Terminal.Plain(fault)}[/]");
            }
        }

        Terminal.Console.Write(table);
        var verbs = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).AddColumns("verb", "engine");
        foreach (var (verb, engine) in checks.Verbs)
        {
            verbs.AddRow(Terminal.Plain(verb), Terminal.Plain(engine));
        }

        Terminal.Console.Write(verbs);
        Terminal.Line(checks.IsSound ? "[green]all is well[/]" : "[red]something is wrong[/]");
    }

    private static void TellPrograms(SetupChecks checks)
    {
        using var output = StandardStreams.OpenOutput();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteBoolean("sound", checks.IsSound);
            json.WriteStartArray("findings");
            foreach (var finding in checks.Findings)
            {
                json.WriteStartObject();
                json.WriteString("name", finding.Name);
                json.WriteString("value", finding.Value);
                json.WriteString("fault", finding.Fault);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("verbs");
            foreach (var (verb, engine) in checks.Verbs)
            {
                json.WriteString(verb, engine);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
