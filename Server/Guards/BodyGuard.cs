using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Guards;

/// <summary>Refuses a body where the endpoint reads none: the sender expects it to have an effect.</summary>
internal sealed class BodyGuard(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var method = http.Request.Method;
        if ((HttpMethods.IsGet(method) || HttpMethods.IsDelete(method)) && await HasBody(http))
        {
            var asked = HttpMethods.IsGet(method) ? "GET or HEAD" : method;
            throw new RefusedException(FaultKind.Input, $"a body was sent; expected none with {asked}");
        }

        await next(http);
    }

    // A chunked body may be empty.
    private static async ValueTask<bool> HasBody(HttpContext http) =>
        http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true
        && (http.Request.ContentLength > 0 || await http.Request.Body.ReadAsync(new byte[1], http.RequestAborted) > 0);
}
