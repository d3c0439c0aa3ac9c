using System.Text.Json;
using SvaOrleans.Model.Views;
using SvaOrleans.Reports.Runs;

namespace SvaOrleans.Reports.Exploring;

/// <summary>A world as lines that can be compared: one for each property of an object, and for each entry of its lists.</summary>
internal static class WorldLines
{
    /// <summary>The lines.</summary>
    /// <param name="world">The picture of the world.</param>
    public static IReadOnlyList<string> Of(WorldView world)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            ViewJson.Write(json, world);
            json.WriteEndObject();
        }

        using var read = JsonDocument.Parse(buffer.ToArray());
        var lines = new List<string>();
        Add(lines, "", read.RootElement);
        return lines;
    }

    // An object with a name is a place; a value without a name is one line in its place.
    private static void Add(List<string> lines, string place, JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
        {
            var value = property.Value;
            if (value.ValueKind != JsonValueKind.Array)
            {
                if (property.Name != "name")
                {
                    lines.Add($"{place}{property.Name}: {Plain(value)}");
                }

                continue;
            }

            foreach (var entry in value.EnumerateArray())
            {
                if (entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("name", out var name))
                {
                    Add(lines, place.Length == 0 ? $"{name.GetString()} " : $"{place}{property.Name} {name.GetString()} ", entry);
                }
                else
                {
                    lines.Add($"{place}{property.Name}: {Plain(entry)}");
                }
            }
        }
    }

    private static string Plain(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => string.Join(
                ", ",
                value.EnumerateObject().Select(static property => $"{property.Name} {Plain(property.Value)}")
            ),
            JsonValueKind.Array => $"[{string.Join("; ", value.EnumerateArray().Select(Plain))}]",
            _ => value.ToString(),
        };
}
