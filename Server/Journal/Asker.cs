using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Journal;

/// <summary>Who asks, as far as the server can know.</summary>
internal static class Asker
{
    /// <summary>Who sent a request: from where, and what they showed.</summary>
    /// <param name="http">The request; whoever must show a token has shown it.</param>
    public static string Of(HttpContext http)
    {
        var hasToken = http.RequestServices.GetRequiredService<IOptions<ServeOptions>>().Value.Token is not null;
        var shown =
            !hasToken ? "no token set"
            : http.Request.Headers.Authorization.ToString().StartsWith("Basic", StringComparison.OrdinalIgnoreCase) ? "page user sva"
            : "token";

        // Browsers alone say where the page comes from that asks.
        var isPage = http.Request.Headers.ContainsKey("Sec-Fetch-Site") || http.Request.Headers.ContainsKey("Origin");
        return $"{AddressOf(http.Connection)} ({shown}{(isPage && shown != "page user sva" ? ", a page" : "")})";
    }

    private static string AddressOf(ConnectionInfo connection) =>
        connection.RemoteIpAddress switch
        {
            null => "nowhere",
            { IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.MapToIPv4(), connection.RemotePort).ToString(),
            { } address => new IPEndPoint(address, connection.RemotePort).ToString(),
        };
}
