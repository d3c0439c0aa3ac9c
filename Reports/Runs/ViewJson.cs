using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Reports.Runs;

/// <summary>Writes the state of a world as JSON, in the shape that docs/scenario.md has.</summary>
internal static class ViewJson
{
    /// <summary>Writes the hosts as a property of the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, WorldView world)
    {
        json.WritePropertyName("hosts");
        JsonSerializer.Serialize(json, world.Hosts, ViewJsonContext.Default.ImmutableArrayHostView);
    }
}

/// <summary>The generated serializer: a serializer by reflection would take longer to start than a short run.</summary>
[JsonSerializable(typeof(ImmutableArray<HostView>))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    Converters = [
        typeof(IommuKindJson),
        typeof(FeaturesJson),
        typeof(JsonStringEnumConverter<IoMmLife>),
        typeof(JsonStringEnumConverter<BondLife>),
    ]
)]
internal sealed partial class ViewJsonContext : JsonSerializerContext;

/// <summary>Writes a kind of IOMMU by its word.</summary>
internal sealed class IommuKindJson : JsonConverter<IommuKind>
{
    /// <inheritdoc/>
    public override IommuKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IommuKind value, JsonSerializerOptions options) =>
        writer.WriteStringValue(IommuWords.Of(value));
}

/// <summary>Writes features by their word.</summary>
internal sealed class FeaturesJson : JsonConverter<SvaFeatures>
{
    /// <inheritdoc/>
    public override SvaFeatures Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SvaFeatures value, JsonSerializerOptions options) =>
        writer.WriteStringValue(FeatureWords.Of(value));
}
