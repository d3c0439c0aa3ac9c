using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using SvaOrleans.Client.Running;
using SvaOrleans.Client.Scenarios;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Client.Output;

/// <summary>Writes the end of a run: its verdict, its sums and the state of every object.</summary>
internal static class StateJson
{
    /// <summary>Writes it as properties of a JSON object.</summary>
    public static void Write(Utf8JsonWriter json, RunOutcome outcome)
    {
        json.WriteString("scenario", outcome.Plan.Name);
        json.WriteBoolean("passed", outcome.HasPassed);
        json.WriteNumber("failures", outcome.Failures.Count);
        json.WriteNumber("operations", outcome.Operations);
        json.WriteNumber("at", outcome.At.Nanoseconds);
        json.WriteStartObject("counters");
        foreach (var (name, value) in outcome.Costs.Counters)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("modelled");
        json.WriteNumber("teardownTotalNs", outcome.Costs.TeardownNs);
        json.WriteNumber("teardownMaxNs", outcome.Costs.TeardownMaxNs);
        json.WriteEndObject();
        json.WriteStartObject("measured");
        json.WriteNumber("wallMs", Math.Round(outcome.Measured.TotalMilliseconds, 3));
        json.WriteEndObject();
        json.WritePropertyName("hosts");
        JsonSerializer.Serialize(json, outcome.World.Hosts, ViewJson.Default.ImmutableArrayHostView);
    }
}

/// <summary>How views are written: names in camel case, kinds and flags as the words of scenario files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(KindConverter), typeof(FeaturesConverter), typeof(JsonStringEnumConverter<Model.IoMms.IoMmLife>), typeof(JsonStringEnumConverter<Model.IoMms.BondLife>)])]
[JsonSerializable(typeof(ImmutableArray<HostView>))]
internal sealed partial class ViewJson : JsonSerializerContext;

/// <summary>Writes kinds of IOMMU as scenario files do.</summary>
internal sealed class KindConverter : JsonConverter<IommuKind>
{
    /// <inheritdoc/>
    public override IommuKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => CapabilityReader.Kind(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IommuKind value, JsonSerializerOptions options) => writer.WriteStringValue(CapabilityReader.Word(value));
}

/// <summary>Writes features as scenario files do.</summary>
internal sealed class FeaturesConverter : JsonConverter<SvaFeatures>
{
    /// <inheritdoc/>
    public override SvaFeatures Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() == "iopf" ? SvaFeatures.Iopf : SvaFeatures.None;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SvaFeatures value, JsonSerializerOptions options) => writer.WriteStringValue(value.HasFlag(SvaFeatures.Iopf) ? "iopf" : "none");
}
