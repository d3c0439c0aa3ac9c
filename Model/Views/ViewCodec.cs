using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SvaOrleans.Model.Views;

/// <summary>Writes a host's picture as octets, for the way between processes, and reads it again.</summary>
public static class ViewCodec
{
    /// <summary>Writes.</summary>
    /// <param name="view">The picture.</param>
    public static ImmutableArray<byte> Write(HostView view) => [.. JsonSerializer.SerializeToUtf8Bytes(view, ViewContext.Default.HostView)];

    /// <summary>Reads.</summary>
    /// <param name="octets">The octets written.</param>
    /// <exception cref="InvalidDataException">The octets are not a view.</exception>
    public static HostView Read(ReadOnlySpan<byte> octets)
    {
        try
        {
            return JsonSerializer.Deserialize(octets, ViewContext.Default.HostView)
                ?? throw new InvalidDataException("a host's picture is empty");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"a host's picture cannot be read: {fault.Message}", fault);
        }
    }
}

/// <summary>How pictures are written.</summary>
[JsonSerializable(typeof(HostView))]
[JsonSourceGenerationOptions(IgnoreReadOnlyProperties = true)]
internal sealed partial class ViewContext : JsonSerializerContext;
