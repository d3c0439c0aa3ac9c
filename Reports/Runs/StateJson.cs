using System.Globalization;
using System.Text.Json;
using SvaOrleans.Scenarios.Running;

namespace SvaOrleans.Reports.Runs;

/// <summary>Writes the end of a run: its verdict, its sums and the state of every object.</summary>
internal static class StateJson
{
    /// <summary>Writes it as properties of a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, RunOutcome outcome)
    {
        json.WriteString("scenario", outcome.Plan.Name);
        json.WriteBoolean("passed", outcome.HasPassed);
        json.WriteString("verdict", outcome.Verdict.InJson());
        json.WriteNumber("failures", outcome.Failures.Count);
        json.WriteNumber("expectations", outcome.Plan.ExpectationCount);
        json.WriteNumber("refusedUnasked", outcome.Refusals.Count);
        if (outcome.Plan.NeedsExploring is not null)
        {
            json.WriteString("always", "one order");
        }

        json.WriteNumber("operations", outcome.Operations);
        json.WriteStartObject("account");
        json.WriteNumber("done", outcome.Account.Done);
        json.WriteNumber("refused", outcome.Account.Refused);
        json.WriteNumber("unknown", outcome.Account.Unknown);
        json.WriteNumber("notSent", outcome.Account.NotSent);
        json.WriteEndObject();
        json.WriteNumber("at", outcome.At.Nanoseconds);
        json.WriteStartObject("counters");
        foreach (var (name, value) in outcome.Costs.Counters)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("modelled");
        json.WriteNumber("teardownTotalNs", outcome.Costs.TeardownNs);
        json.WriteNumber("teardownMaxNs", outcome.Costs.TeardownMaxNs);
        json.WriteEndObject();
        if (outcome.Fingerprint is { } fingerprint)
        {
            json.WriteStartObject("run");
            json.WriteNumber("steps", fingerprint.Steps);
            json.WriteString("hash", fingerprint.Hash.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteStartObject("measured");
        json.WriteNumber("wallMs", Math.Round(outcome.Measured.TotalMilliseconds, 3));
        json.WriteEndObject();
        ViewJson.Write(json, outcome.World);
    }
}
