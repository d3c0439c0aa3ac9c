using System.Text;
using System.Text.Json;

namespace SvaOrleans.Documents.Shapes;

/// <summary>Writes shapes as a JSON Schema, draft 2020-12.</summary>
public sealed class SchemaWriter
{
    private readonly SortedDictionary<string, Shape> _definitions = new(StringComparer.Ordinal);
    private readonly Queue<NamedShape> _toDefine = new();

    /// <summary>The schema of a shape.</summary>
    public static string Write(Shape root, string id, string title)
    {
        var writer = new SchemaWriter();
        using var stream = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                stream,
                new JsonWriterOptions
                {
                    Indented = true,
                    NewLine = "\n",
                    Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("$id", id);
            json.WriteString("title", title);
            writer.Body(json, root, null);
            json.WriteStartObject("$defs");
            while (writer._toDefine.TryDequeue(out var next))
            {
                json.WriteStartObject(next.Name);
                writer.Body(json, next.Target(), null);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private void Body(Utf8JsonWriter json, Shape shape, string? doc)
    {
        if (doc is not null)
        {
            json.WriteString("description", doc);
        }

        switch (shape)
        {
            case NamedShape named:
                if (_definitions.TryAdd(named.Name, named))
                {
                    _toDefine.Enqueue(named);
                }

                json.WriteString("$ref", "#/$defs/" + named.Name);
                break;
            case NumberShape number:
                Number(json, number);
                break;
            case FlagShape:
                json.WriteString("type", "boolean");
                break;
            case TrueShape:
                json.WriteBoolean("const", true);
                break;
            case NullShape:
                json.WriteString("type", "null");
                break;
            case TextShape text:
                Text(json, text);
                break;
            case WordShape words:
                json.WriteStartArray("enum");
                foreach (var word in words.Words)
                {
                    json.WriteStringValue(word);
                }

                json.WriteEndArray();
                break;
            case ListShape list:
                json.WriteString("type", "array");
                if (list.MinCount > 0)
                {
                    json.WriteNumber("minItems", list.MinCount);
                }

                json.WriteStartObject("items");
                Body(json, list.Item, null);
                json.WriteEndObject();
                break;
            case MappingShape mapping:
                Mapping(json, mapping);
                break;
            case EitherShape either:
                AnyOf(json, [.. either.Scalars, either.List, either.Mapping]);
                break;
            case CaseShape cases:
                AnyOf(json, cases.Cases.Select(static candidate => candidate.Shape));
                break;
            default:
                throw new InvalidOperationException($"no schema for {shape}");
        }
    }

    private static void Number(Utf8JsonWriter json, NumberShape number)
    {
        if (!number.IsHexAllowed)
        {
            json.WriteString("type", "integer");
            Range(json, number);
            return;
        }

        json.WriteStartArray("anyOf");
        json.WriteStartObject();
        json.WriteString("type", "integer");
        Range(json, number);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteString("pattern", $"^(0[xX][0-9a-fA-F]{{1,16}}|[0-9]{{1,19}})$");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Range(Utf8JsonWriter json, NumberShape number)
    {
        json.WriteNumber("minimum", number.Min);
        json.WriteNumber("maximum", number.Max);
    }

    private static void Text(Utf8JsonWriter json, TextShape text)
    {
        if (text.Numbers is { } numbers)
        {
            json.WriteStartArray("anyOf");
            json.WriteStartObject();
            json.WriteString("type", "string");
            json.WriteString("pattern", text.Pattern);
            json.WriteEndObject();
            json.WriteStartObject();
            json.WriteString("type", "integer");
            json.WriteNumber("minimum", numbers.Min);
            json.WriteNumber("maximum", numbers.Max);
            json.WriteEndObject();
            json.WriteEndArray();
            return;
        }

        if (text.IsNumberLike)
        {
            json.WriteStartArray("type");
            json.WriteStringValue("string");
            json.WriteStringValue("integer");
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("type", "string");
        }

        json.WriteString("pattern", text.Pattern);
    }

    private void Mapping(Utf8JsonWriter json, MappingShape mapping)
    {
        json.WriteString("type", "object");
        if (mapping.Fields.Count > 0)
        {
            json.WriteStartObject("properties");
            foreach (var field in mapping.Fields)
            {
                json.WriteStartObject(field.Name);
                Body(json, field.Shape, field.Doc);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        Required(json, mapping.Fields.Where(static field => field.IsRequired).Select(static field => field.Name));
        if (mapping.MinCount > 0)
        {
            json.WriteNumber("minProperties", mapping.MinCount);
        }

        if (mapping.Free is { } free)
        {
            if (mapping.Fields.Count == 0)
            {
                json.WriteStartObject("propertyNames");
                json.WriteString("pattern", free.Key.Pattern);
                json.WriteEndObject();
            }

            json.WriteStartObject("additionalProperties");
            Body(json, free.Value, null);
            json.WriteEndObject();
        }
        else
        {
            json.WriteBoolean("additionalProperties", false);
        }

        Choices(json, mapping.OneOf ?? [], mapping.Rules ?? []);
    }

    private static void Choices(Utf8JsonWriter json, IReadOnlyList<KeyChoice> choices, IReadOnlyList<Rule> rules)
    {
        if (choices.Count + rules.Count == 0)
        {
            return;
        }

        json.WriteStartArray("allOf");
        foreach (var choice in choices)
        {
            json.WriteStartObject();
            json.WriteStartArray("oneOf");
            foreach (var key in choice.Keys)
            {
                json.WriteStartObject();
                Required(json, [key]);
                json.WriteEndObject();
            }

            if (!choice.IsRequired)
            {
                json.WriteStartObject();
                json.WriteStartObject("not");
                json.WriteStartArray("anyOf");
                foreach (var key in choice.Keys)
                {
                    json.WriteStartObject();
                    Required(json, [key]);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        foreach (var rule in rules)
        {
            using var words = JsonDocument.Parse(rule.Schema);
            words.RootElement.WriteTo(json);
        }

        json.WriteEndArray();
    }

    private static void Required(Utf8JsonWriter json, IEnumerable<string> names)
    {
        var list = names.ToArray();
        if (list.Length == 0)
        {
            return;
        }

        json.WriteStartArray("required");
        foreach (var name in list)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private void AnyOf(Utf8JsonWriter json, IEnumerable<Shape?> shapes)
    {
        json.WriteStartArray("anyOf");
        foreach (var shape in shapes)
        {
            if (shape is not null)
            {
                json.WriteStartObject();
                Body(json, shape, null);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
