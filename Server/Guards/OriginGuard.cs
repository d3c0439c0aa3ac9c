using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Guards;

/// <summary>Answers no page of another site: on a loopback address, only who names this machine as such, so that a page whose own name was
/// made to mean 127.0.0.1 is not; and on any, what would change something only when no browser says that another site asks for
/// it.</summary>
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

        // A GET changes nothing, and a link to a page may stand anywhere.
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

    // What browsers say, and no page can make them say otherwise. Programs say neither.
    private static bool IsOfAnotherSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            // Said of what the browser itself was asked for, so a proxy may have changed the name of the host since.
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
