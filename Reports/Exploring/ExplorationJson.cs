using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Reports.Exploring;

/// <summary>Writes the result of an exploration for programs: one JSON object in a line.</summary>
internal static class ExplorationJson
{
    public static void Write(TextWriter output, ScenarioDocument document, ExplorationResult found) =>
        WriteLine(
            output,
            json =>
            {
                json.WriteString("type", "exploration");
                json.WriteString("scenario", document.Plan.Name);
                json.WriteString("strategy", found.Report.Strategy);
                json.WriteBoolean("passed", found.Report.HasPassed);
                json.WriteBoolean("exhausted", found.Report.IsExhausted);
                json.WriteNumber("orders", found.Report.Progress.Schedules);
                json.WriteNumber("cut", found.Report.Progress.Cut);
                json.WriteNumber("longest", found.Report.Progress.Longest);
                json.WriteNumber("finalStates", found.Report.FinalStates.Count);
                json.WriteString("fingerprint", found.Report.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
                json.WriteStartObject("measured");
                json.WriteNumber("wallMs", Math.Round(found.Report.Progress.Elapsed.TotalMilliseconds, 3));
                json.WriteNumber("ordersPerSecond", Math.Round(found.Report.Progress.PerSecond, 3));
                json.WriteEndObject();
                json.WriteStartArray("neverReached");
                foreach (var mark in found.Report.NeverReached)
                {
                    json.WriteStringValue(mark);
                }

                json.WriteEndArray();
                if (found.Failure is { } failure)
                {
                    json.WriteStartObject("failure");
                    WriteFailure(json, failure);
                    json.WriteEndObject();
                }
            }
        );

    /// <summary>Writes an order.</summary>
    public static void Write(TextWriter output, FailingOrder failure) =>
        WriteLine(
            output,
            json =>
            {
                json.WriteString("type", "order");
                json.WriteString("scenario", failure.Scenario);
                WriteFailure(json, failure);
            }
        );

    /// <summary>Writes a repeated order that broke nothing.</summary>
    public static void Write(TextWriter output, string scenario, Story story) =>
        WriteLine(
            output,
            json =>
            {
                json.WriteString("type", "order");
                json.WriteString("scenario", scenario);
                json.WriteNull("kind");
                WriteSteps(json, story);
            }
        );

    private static void WriteFailure(Utf8JsonWriter json, FailingOrder failure)
    {
        json.WriteString(
            "kind",
            failure.Violation.Kind switch
            {
                ViolationKind.Liveness => "liveness",
                ViolationKind.Contract => "contract",
                ViolationKind.NonDeterminism => "nonDeterminism",
                _ => "safety",
            }
        );
        json.WriteString("invariant", failure.Violation.Invariant);
        json.WriteString("message", failure.Violation.Message);
        json.WriteString("token", failure.Token.ToString());
        json.WriteNumber("choicesFound", failure.Found);
        json.WriteNumber("choices", failure.Choices);
        WriteSteps(json, failure.Story);
    }

    private static void WriteSteps(Utf8JsonWriter json, Story story)
    {
        json.WriteStartArray("state");
        foreach (var line in story.Change.Lines)
        {
            json.WriteStringValue(line);
        }

        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach (var step in story.Steps)
        {
            json.WriteStartObject();
            json.WriteNumber("n", step.Number);
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(step.Kind.ToString()));
            json.WriteString("from", step.From);
            json.WriteString("to", step.To);
            json.WriteString("what", step.What);
            if (step.Means is not null)
            {
                json.WriteString("means", step.Means);
            }

            if (step.Overtakes > 0)
            {
                json.WriteNumber("overtakes", step.Overtakes);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLine(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
