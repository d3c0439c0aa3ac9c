using System.Text.Json;
using System.Text.Json.Serialization;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>The JSON of the lines between a server and its silo processes. Both are of the same build.</summary>
internal static class ProcessJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            IgnoreReadOnlyProperties = true,
            NumberHandling = JsonNumberHandling.Strict,
            AllowDuplicateProperties = false,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectRequiredConstructorParameters = true,
        };
}
