using System.Text;
using System.Text.Json;

namespace SvaOrleans.Inputs.Files;

/// <summary>Counts as indented JSON.</summary>
internal static class IndentedJson
{
    /// <summary>The text of one value.</summary>
    /// <param name="write">Writes the value.</param>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Writes a property that holds counts by name.</summary>
    public static void WriteCounts<T>(this Utf8JsonWriter json, string property, IEnumerable<KeyValuePair<string, T>> counts)
        where T : IConvertible
    {
        json.WriteStartObject(property);
        foreach (var (name, count) in counts)
        {
            json.WriteNumber(name, count.ToInt64(null));
        }

        json.WriteEndObject();
    }
}
