using System.Text.Json;
using System.Text.Json.Serialization;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>How a server and its silo processes write records in the lines that they exchange. Both are of the same build.</summary>
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
