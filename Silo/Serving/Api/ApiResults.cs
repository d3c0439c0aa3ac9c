using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SvaOrleans.Silo.Serving.Api;

/// <summary>Reads what was sent, and makes answers.</summary>
internal static class ApiResults
{
    /// <summary>An answer.</summary>
    public static IResult Ok<TBody>(TBody body) => Results.Json(body, ApiJson.Options);

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="RefusedException">It is not what was expected.</exception>
    public static async Task<TBody> Read<TBody>(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
        {
            throw new RefusedException(FaultKind.Input, $"the body is of type '{http.Request.ContentType}'; expected application/json");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<TBody>(http.Request.Body, ApiJson.Options, http.RequestAborted)
                ?? throw new RefusedException(FaultKind.Input, $"the body is null; expected a {typeof(TBody).Name}");
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException or OverflowException or ArgumentException)
        {
            var where = wrong is JsonException { LineNumber: { } line, BytePositionInLine: { } column } ? $" (line {line + 1}, octet {column + 1})" : "";
            throw new RefusedException(FaultKind.Input, $"the body is no {typeof(TBody).Name}{where}");
        }
    }
}
