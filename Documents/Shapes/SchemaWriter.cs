using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SvaOrleans.Documents.Shapes;

/// <summary>Writes shapes as a JSON Schema, draft 2020-12.</summary>
public sealed class SchemaWriter
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly Queue<NamedShape> _toDefine = new();

    private SchemaWriter() { }

    /// <summary>The schema of a shape.</summary>
    public static string Write(Shape root, string id, string title)
    {
        var writer = new SchemaWriter();
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = id,
            ["title"] = title,
        };
        writer.Describe(schema, root);
        var definitions = new JsonObject();
        while (writer._toDefine.TryDequeue(out var next))
        {
            definitions[next.Name] = writer.Of(next.Target());
        }

        schema["$defs"] = definitions;
        return schema.ToJsonString(Layout) + "\n";
    }

    private JsonObject Of(Shape shape, string? doc = null)
    {
        var json = new JsonObject();
        if (doc is not null)
        {
            json["description"] = doc;
        }

        Describe(json, shape);
        return json;
    }

    private void Describe(JsonObject json, Shape shape)
    {
        switch (shape)
        {
            case NamedShape named:
                if (_named.Add(named.Name))
                {
                    _toDefine.Enqueue(named);
                }

                json["$ref"] = "#/$defs/" + named.Name;
                break;
            case NumberShape { IsHexAllowed: false } number:
                Describe(json, number);
                break;
            case NumberShape number:
                json["anyOf"] = new JsonArray(Whole(number.Min, number.Max), Text("^(0[xX][0-9a-fA-F]{1,16}|[0-9]{1,19})$"));
                break;
            case FlagShape:
                json["type"] = "boolean";
                break;
            case TrueShape:
                json["const"] = true;
                break;
            case NullShape:
                json["type"] = "null";
                break;
            case TextShape { Numbers: { } numbers } text:
                json["anyOf"] = new JsonArray(Text(text.Pattern), Whole(numbers.Min, numbers.Max));
                break;
            case TextShape text:
                json["type"] = text.IsNumberLike ? Words(["string", "integer"]) : "string";
                json["pattern"] = text.Pattern;
                break;
            case WordShape words:
                json["enum"] = Words(words.Words);
                break;
            case ListShape list:
                json["type"] = "array";
                AddCount(json, "minItems", list.MinCount);
                json["items"] = Of(list.Item);
                break;
            case MappingShape mapping:
                Describe(json, mapping);
                break;
            case EitherShape either:
                json["anyOf"] = All([.. either.Scalars, either.List, either.Mapping]);
                break;
            case CaseShape cases:
                json["anyOf"] = All(cases.Cases.Select(static candidate => candidate.Shape));
                break;
            default:
                throw new InvalidOperationException($"no schema for {shape}");
        }
    }

    private void Describe(JsonObject json, MappingShape mapping)
    {
        json["type"] = "object";
        if (mapping.Fields.Count > 0)
        {
            json["properties"] = new JsonObject(
                mapping.Fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)Of(field.Shape, field.Doc)))
            );
        }

        var required = mapping.Fields.Where(static field => field.IsRequired).Select(static field => field.Name).ToArray();
        if (required.Length > 0)
        {
            json["required"] = Words(required);
        }

        AddCount(json, "minProperties", mapping.MinCount);
        if (mapping is { Free: { } key, Fields.Count: 0 })
        {
            json["propertyNames"] = new JsonObject { ["pattern"] = key.Key.Pattern };
        }

        json["additionalProperties"] = mapping.Free is { } free ? Of(free.Value) : false;
        JsonNode?[] rules =
        [
            .. (mapping.OneOf ?? []).Select(Choice),
            .. (mapping.Rules ?? []).Select(static rule => JsonNode.Parse(rule.Schema)),
        ];
        if (rules.Length > 0)
        {
            json["allOf"] = new JsonArray(rules);
        }
    }

    private static JsonObject Choice(KeyChoice choice)
    {
        List<JsonNode?> one = [.. choice.Keys.Select(Has)];
        if (!choice.IsRequired)
        {
            one.Add(new JsonObject { ["not"] = new JsonObject { ["anyOf"] = new JsonArray([.. choice.Keys.Select(Has)]) } });
        }

        return new() { ["oneOf"] = new JsonArray([.. one]) };

        static JsonObject Has(string key) => new() { ["required"] = Words([key]) };
    }

    private static void Describe(JsonObject json, NumberShape number) =>
        (json["type"], json["minimum"], json["maximum"]) = ("integer", number.Min, number.Max);

    private static JsonObject Whole<T>(T min, T max) =>
        new()
        {
            ["type"] = "integer",
            ["minimum"] = JsonValue.Create(min),
            ["maximum"] = JsonValue.Create(max),
        };

    private static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonArray Words(IEnumerable<string> words) => [.. words.Select(static word => JsonValue.Create(word))];

    private JsonArray All(IEnumerable<Shape?> shapes) => [.. shapes.OfType<Shape>().Select(shape => Of(shape))];

    private static void AddCount(JsonObject json, string keyword, int least)
    {
        if (least > 0)
        {
            json[keyword] = least;
        }
    }
}
