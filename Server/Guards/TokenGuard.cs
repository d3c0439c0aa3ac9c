using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;
using SvaOrleans.Server.Pages;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Guards;

/// <summary>When a token is set, answers only requests that carry it: as a bearer token, or as the password of user <c>sva</c>. The health
/// check needs no token.</summary>
internal sealed class TokenGuard(RequestDelegate next, IOptions<ServeOptions> options)
{
    private readonly byte[]? _token = options.Value.Token is { } text ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : null;

    public Task InvokeAsync(HttpContext http)
    {
        if (
            _token is null
            || http.Request.Path.StartsWithSegments(HealthEndpoints.Path)
            || (Shown(http) is { } shown && CryptographicOperations.FixedTimeEquals(SHA256.HashData(shown), _token))
        )
        {
            return next(http);
        }

        http.Response.Headers.WWWAuthenticate = "Basic realm=\"SvaOrleans\", charset=\"UTF-8\"";
        const string needed = "a token is needed: as a bearer token, or as the password of user sva";
        return FaultAnswer.Send(http, new(FaultKind.Input, needed), StatusCodes.Status401Unauthorized);
    }

    private static byte[]? Shown(HttpContext http)
    {
        if (
            !AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) || header.Parameter is not { } parameter
        )
        {
            return null;
        }

        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return Encoding.UTF8.GetBytes(parameter);
        }

        var octets = new byte[parameter.Length];
        if (
            !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(parameter, octets, out var length)
        )
        {
            return null;
        }

        var pair = octets.AsSpan(0, length);
        var user = "sva:"u8;
        return pair.StartsWith(user) ? pair[user.Length..].ToArray() : null;
    }
}
