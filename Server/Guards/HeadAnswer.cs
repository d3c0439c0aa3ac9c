using Microsoft.AspNetCore.Http;

namespace SvaOrleans.Server.Guards;

/// <summary>Answers HEAD as GET, wherever that is answered; the server of HTTP leaves the body out by itself, as it knows what was
/// asked.</summary>
internal sealed class HeadAnswer(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Request.Method = HttpMethods.Get;
        }

        return next(http);
    }
}
