using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Journal;

/// <summary>Names the sender of a request, as far as the server can know.</summary>
internal static class Asker
{
    /// <summary>The sender of a request: its address and its credentials.</summary>
    /// <param name="http">The request, after the token check.</param>
    public static string Of(HttpContext http)
    {
        var hasToken = http.RequestServices.GetRequiredService<IOptions<ServeOptions>>().Value.Token is not null;
        var shown =
            !hasToken ? "no token set"
            : http.Request.Headers.Authorization.ToString().StartsWith("Basic", StringComparison.OrdinalIgnoreCase) ? "page user sva"
            : "token";

        // Only browsers send the origin of the page.
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
