using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Guards;

/// <summary>Refuses requests of other sites. On a loopback address the Host header must name this machine, so that a page whose own name
/// resolves to 127.0.0.1 is refused. On any address a request that changes something is refused when the browser reports another site as
/// its origin.</summary>
internal sealed class OriginGuard(RequestDelegate next, IOptions<ServeOptions> options)
{
    public Task InvokeAsync(HttpContext http)
    {
        var host = http.Request.Host.Host.Trim('[', ']');
        var isLocalName = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        if (!isLocalName && IPAddress.IsLoopback(options.Value.ParsedAddress))
        {
            throw new RefusedException(FaultKind.Input, "the request names another machine; expected localhost or a loopback address");
        }

        // A GET changes nothing, and any site may link to a page.
        if (!HttpMethods.IsGet(http.Request.Method) && IsOfAnotherSite(http.Request))
        {
            throw new RefusedException(
                FaultKind.Input,
                "the request comes from a page of another site; expected one of this server's own pages, or a program",
                StatusCodes.Status403Forbidden
            );
        }

        return next(http);
    }

    // Browsers set these headers and no page can change them. Programs set neither.
    private static bool IsOfAnotherSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            // The browser computes this from the address that it requested, so it holds even if a proxy has changed the Host header.
            return site is not ("same-origin" or "none");
        }

        var origins = request.Headers.Origin;
        return origins.Count > 1 || (origins.Count == 1 && !IsOwn(origins[0], request.Host));
    }

    // The scheme may be that of a proxy.
    private static bool IsOwn(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page.Scheme is "http" or "https"
        && page.Host.Trim('[', ']').Equals(host.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
        && page.Port == (host.Port ?? (page.Scheme == "https" ? 443 : 80));
}
