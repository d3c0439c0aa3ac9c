using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SvaOrleans.Silo.Serving.Pages;

/// <summary>The pages: one document that asks the API, and nothing from anywhere else.</summary>
internal static class PageEndpoints
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private const string Document = "index.html";

    private static readonly string Place = typeof(PageEndpoints).Namespace + ".";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", static (HttpContext http) => Send(http, Document));
        foreach (var name in typeof(PageEndpoints).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Place, StringComparison.Ordinal)).Select(static name => name[Place.Length..]))
        {
            if (name != Document)
            {
                routes.MapGet("/pages/" + name, (HttpContext http) => Send(http, name));
            }
        }
    }

    private static IResult Send(HttpContext http, string name)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.CacheControl = "no-cache";
        var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream(Place + name)
            ?? throw new InvalidOperationException($"page {name} is not in the program");
        return Results.Stream(stream, Types[Path.GetExtension(name)]);
    }
}
