using System.Text.Json;
using System.Text.RegularExpressions;

namespace SvaOrleans.Console.Tests;

/// <summary>Holds JSON against a JSON Schema: the keywords that the published schema uses, and an error for any other.</summary>
internal sealed class JsonSchemaCheck(JsonElement root)
{
    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal) { "$schema", "$id", "title", "description", "$defs" };

    /// <summary>Where the value does not fit; null when it does.</summary>
    public string? Explain(JsonElement value) => Explain(value, root, "$");

    private string? Explain(JsonElement value, JsonElement schema, string path)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Annotations.Contains(keyword.Name) && Explain(value, schema, keyword, path) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    private string? Explain(JsonElement value, JsonElement schema, JsonProperty keyword, string path)
    {
        var wanted = keyword.Value;
        switch (keyword.Name)
        {
            case "$ref":
                return Explain(value, root.GetProperty("$defs").GetProperty(wanted.GetString()!["#/$defs/".Length..]), path);
            case "type":
                return Types(wanted).Contains(TypeOf(value)) ? null : $"{path}: is {TypeOf(value)}, not {wanted}";
            case "const":
                return value.GetRawText() == wanted.GetRawText() ? null : $"{path}: is not {wanted}";
            case "enum":
                return wanted.EnumerateArray().Any(one => one.GetRawText() == value.GetRawText()) ? null : $"{path}: is none of {wanted}";
            case "minimum":
                return value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= wanted.GetDecimal()
                    ? null
                    : $"{path}: is below {wanted}";
            case "maximum":
                return value.ValueKind != JsonValueKind.Number || value.GetDecimal() <= wanted.GetDecimal()
                    ? null
                    : $"{path}: is above {wanted}";
            case "pattern":
                return value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, wanted.GetString()!)
                    ? null
                    : $"{path}: does not match {wanted}";
            case "minItems":
                return value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= wanted.GetInt32()
                    ? null
                    : $"{path}: is too short";
            case "minProperties":
                return value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() >= wanted.GetInt32()
                    ? null
                    : $"{path}: has too few properties";
            case "items":
                return value.ValueKind != JsonValueKind.Array
                    ? null
                    : value
                        .EnumerateArray()
                        .Select((item, index) => Explain(item, wanted, $"{path}[{index}]"))
                        .FirstOrDefault(static why => why is not null);
            case "required":
                return value.ValueKind != JsonValueKind.Object
                    ? null
                    : wanted
                        .EnumerateArray()
                        .Where(name => !value.TryGetProperty(name.GetString()!, out _))
                        .Select(name => $"{path}: lacks {name}")
                        .FirstOrDefault();
            case "properties":
                return value.ValueKind != JsonValueKind.Object
                    ? null
                    : wanted
                        .EnumerateObject()
                        .Select(property =>
                            value.TryGetProperty(property.Name, out var inner)
                                ? Explain(inner, property.Value, $"{path}.{property.Name}")
                                : null
                        )
                        .FirstOrDefault(static why => why is not null);
            case "propertyNames":
                return value.ValueKind != JsonValueKind.Object
                    ? null
                    : value
                        .EnumerateObject()
                        .Select(property =>
                            Explain(JsonSerializer.SerializeToElement(property.Name), wanted, $"{path}.{property.Name} (name)")
                        )
                        .FirstOrDefault(static why => why is not null);
            case "additionalProperties":
                return value.ValueKind != JsonValueKind.Object ? null : Others(value, schema, wanted, path);
            case "anyOf":
                return wanted.EnumerateArray().Any(one => Explain(value, one, path) is null) ? null : $"{path}: fits none of the forms";
            case "oneOf":
                return wanted.EnumerateArray().Count(one => Explain(value, one, path) is null) == 1
                    ? null
                    : $"{path}: fits not exactly one of the forms";
            case "allOf":
                return wanted.EnumerateArray().Select(one => Explain(value, one, path)).FirstOrDefault(static why => why is not null);
            case "not":
                return Explain(value, wanted, path) is null ? $"{path}: fits what it must not" : null;
            default:
                throw new InvalidOperationException($"the schema uses '{keyword.Name}', which this check does not know");
        }
    }

    private string? Others(JsonElement value, JsonElement schema, JsonElement wanted, string path)
    {
        foreach (var property in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(property.Name, out _))
            {
                continue;
            }

            if (wanted.ValueKind == JsonValueKind.False)
            {
                return $"{path}: has {property.Name}";
            }

            if (Explain(property.Value, wanted, $"{path}.{property.Name}") is { } why)
            {
                return why;
            }
        }

        return null;
    }

    private static IEnumerable<string> Types(JsonElement types) =>
        types.ValueKind == JsonValueKind.Array ? types.EnumerateArray().Select(static type => type.GetString()!) : [types.GetString()!];

    private static string TypeOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.TryGetDecimal(out var number) && number == decimal.Truncate(number) ? "integer" : "number",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => "null",
        };
}
