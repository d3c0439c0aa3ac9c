using Microsoft.AspNetCore.Http;

namespace SvaOrleans.Server.Guards;

/// <summary>Answers HEAD wherever GET is answered. Kestrel leaves the body out, as it knows the method.</summary>
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
