using System.Text.Json;

namespace SvaOrleans.Client.Output;

/// <summary>How measured figures are written as JSON.</summary>
internal static class FigureJson
{
    /// <summary>Names as the web has them.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);
}
