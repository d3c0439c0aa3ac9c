using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Api;

/// <summary>Reads request bodies and writes answers.</summary>
internal static class ApiResults
{
    public static IResult Ok<TBody>(TBody body) => Results.Json(body, ApiJson.Options);

    /// <summary>Refuses a request that is not JSON. A page of another site can make a browser send a form; for JSON the browser sends a
    /// preflight request first.</summary>
    /// <exception cref="RefusedException">The content type is not JSON.</exception>
    public static void RequireJson(HttpContext http)
    {
        if (!http.Request.HasJsonContentType())
        {
            var type = http.Request.ContentType is { Length: <= 100 } told ? $"of type '{told}'" : "of another type";
            throw new RefusedException(FaultKind.Input, $"the body is {type}; expected application/json");
        }
    }

    /// <summary>Refuses a number in the address that is out of bounds.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number; null when it was left out.</param>
    /// <param name="absent">The default.</param>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    /// <exception cref="RefusedException">It is too small or too large.</exception>
    public static long Within(string name, long? value, long absent, long least, long most) =>
        value is not { } given ? absent
        : given >= least && given <= most ? given
        : throw new RefusedException(
            FaultKind.Input,
            $"{name} is {given}; expected {least} {(most == long.MaxValue ? "or more" : $"to {most}")}"
        );

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="RefusedException">It is not what was expected.</exception>
    public static async Task<TBody> Read<TBody>(HttpContext http)
    {
        RequireJson(http);
        try
        {
            return await JsonSerializer.DeserializeAsync<TBody>(http.Request.Body, ApiJson.Options, http.RequestAborted)
                ?? throw new RefusedException(FaultKind.Input, $"the body is null; expected a {typeof(TBody).Name}");
        }
        catch (Exception wrong)
            when (wrong is JsonException or NotSupportedException or OverflowException or ArgumentException or InvalidOperationException)
        {
            // The reader reports half a surrogate pair as InvalidOperationException, and a number that is too large in several ways.
            var where = wrong is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
                ? $" (line {line + 1}, octet {column + 1})"
                : "";
            throw new RefusedException(FaultKind.Input, $"the body is no {typeof(TBody).Name}{where}");
        }
    }
}
