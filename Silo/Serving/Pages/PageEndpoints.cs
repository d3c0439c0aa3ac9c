using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SvaOrleans.Silo.Serving.Pages;

/// <summary>The pages: one document that asks the API, and nothing from anywhere else.</summary>
internal static class PageEndpoints
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", static (HttpContext http) => Send(http, "index.html", "text/html; charset=utf-8"));
        routes.MapGet("/pages/sva.js", static (HttpContext http) => Send(http, "sva.js", "text/javascript; charset=utf-8"));
        routes.MapGet("/pages/sva.css", static (HttpContext http) => Send(http, "sva.css", "text/css; charset=utf-8"));
    }

    private static IResult Send(HttpContext http, string name, string type)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-cache";
        var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream($"{typeof(PageEndpoints).Namespace}.{name}")
            ?? throw new InvalidOperationException($"page {name} is not in the program");
        return Results.Stream(stream, type);
    }
}
