using System.Text.Json;
using System.Text.Json.Serialization;

namespace SvaOrleans.Server.Api;

/// <summary>The JSON of a PASID: <c>{"value":3}</c>, and <c>{"value":null}</c> for none.</summary>
internal sealed class PasidJson : JsonConverter<Pasid>
{
    /// <inheritdoc/>
    public override Pasid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var written = JsonSerializer.Deserialize<Written>(ref reader, options) ?? throw new JsonException();
        return written.Value is { } number ? new(number) : Pasid.None;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Pasid value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.IsNone)
        {
            writer.WriteNull("value");
        }
        else
        {
            writer.WriteNumber("value", value.Value);
        }

        writer.WriteEndObject();
    }

    private sealed record Written(uint? Value);
}
