using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SvaOrleans.Documents.Yaml;

namespace SvaOrleans.Console.Tests;

/// <summary>YAML as the JSON that editors hold against a schema, and small changes of it.</summary>
internal static class YamlTree
{
    /// <summary>The tree with one place changed: removed, nested, of another kind, or with another word.</summary>
    public static YamlNode Change(YamlNode tree, Random random)
    {
        var places = Count(tree);
        var target = random.Next(1, places);
        var what = random.Next(8);
        var index = 0;
        return Copy(tree)!;

        YamlNode? Copy(YamlNode node)
        {
            var isHere = index++ == target;
            if (isHere)
            {
                return what switch
                {
                    0 => null,
                    1 => new YamlScalar(node.Place, "17", true),
                    2 => new YamlScalar(node.Place, "-ESRCH", true),
                    3 => new YamlScalar(node.Place, "", true),
                    4 => new YamlSequence(node.Place, [node]),
                    5 => new YamlMapping(node.Place, []),
                    6 => new YamlScalar(node.Place, "X", true),
                    _ => new YamlScalar(node.Place, "true", true),
                };
            }

            return node switch
            {
                YamlSequence list => new YamlSequence(node.Place, [.. list.Items.Select(Copy).OfType<YamlNode>()]),
                YamlMapping mapping => new YamlMapping(
                    node.Place,
                    [.. mapping.Entries.Select(Entry).Where(static entry => entry.Value is not null)]
                ),
                _ => node,
            };
        }

        YamlEntry Entry(YamlEntry entry)
        {
            // The key is a place too: then it is misspelt.
            var isHere = index++ == target;
            return new(isHere ? new YamlScalar(entry.Key.Place, entry.Key.Text + "x", true) : entry.Key, Copy(entry.Value)!);
        }
    }

    private static int Count(YamlNode node) =>
        1
        + node switch
        {
            YamlSequence list => list.Items.Sum(Count),
            YamlMapping mapping => mapping.Entries.Sum(static entry => 1 + Count(entry.Value)),
            _ => 0,
        };

    public static JsonElement ToJson(YamlNode node) => JsonSerializer.SerializeToElement(ToNode(node));

    private static JsonNode? ToNode(YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                var json = new JsonObject();
                foreach (var (key, value) in mapping.Entries)
                {
                    json[key.Text] = ToNode(value);
                }

                return json;
            case YamlSequence list:
                return new JsonArray([.. list.Items.Select(ToNode)]);
            default:
                return ToValue((YamlScalar)node);
        }
    }

    // YAML's core schema.
    private static JsonValue? ToValue(YamlScalar scalar)
    {
        if (scalar.IsNull)
        {
            return null;
        }

        if (!scalar.IsPlain)
        {
            return JsonValue.Create(scalar.Text);
        }

        if (scalar.Text is "true" or "false")
        {
            return JsonValue.Create(scalar.Text == "true");
        }

        if (long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return JsonValue.Create(number);
        }

        return
            scalar.Text.StartsWith("0x", StringComparison.Ordinal)
            && long.TryParse(scalar.Text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
            ? JsonValue.Create(number)
            : JsonValue.Create(scalar.Text);
    }
}
