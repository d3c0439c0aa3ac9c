using System.Text.Json;
using Json.Schema;

namespace SvaOrleans.Console.Tests;

/// <summary>Holds JSON against a JSON Schema with a library that knows nothing of this project.</summary>
internal sealed class JsonSchemaCheck(string schema)
{
    private static readonly EvaluationOptions Hierarchical = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema _schema = JsonSchema.FromText(schema);

    /// <summary>Where the value does not fit; null when it does.</summary>
    public string? Explain(JsonElement value)
    {
        var results = _schema.Evaluate(value, Hierarchical);
        return results.IsValid
            ? null
            : string.Join(
                "; ",
                (results.Details ?? [])
                    .Where(static detail => detail.Errors is { Count: > 0 })
                    .Select(static detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}")
            );
    }
}
