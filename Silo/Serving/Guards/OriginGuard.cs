using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace SvaOrleans.Silo.Serving.Guards;

/// <summary>On a loopback address, answers only who names this machine as such: a page of another site, whose own name was made to mean
/// 127.0.0.1, does not.</summary>
internal sealed class OriginGuard(RequestDelegate next, IOptions<ServeOptions> options)
{
    public Task InvokeAsync(HttpContext http)
    {
        var host = http.Request.Host.Host.Trim('[', ']');
        var isLocalName = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        return isLocalName || !IPAddress.IsLoopback(options.Value.ParsedAddress)
            ? next(http)
            : throw new RefusedException(FaultKind.Input, "the request names another machine; expected localhost or a loopback address");
    }
}
