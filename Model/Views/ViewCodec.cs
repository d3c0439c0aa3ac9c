using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SvaOrleans.Model.Views;

/// <summary>Writes a host's view as octets, to send it between processes, and reads it again.</summary>
public static class ViewCodec
{
    /// <summary>Writes.</summary>
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

/// <summary>The JSON options of views.</summary>
[JsonSerializable(typeof(HostView))]
[JsonSourceGenerationOptions(IgnoreReadOnlyProperties = true)]
internal sealed partial class ViewContext : JsonSerializerContext;
