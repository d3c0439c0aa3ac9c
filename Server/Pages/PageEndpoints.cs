using System.Collections.Frozen;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Pages;

/// <summary>The pages: one document that calls the API and loads nothing from other sites.</summary>
internal static class PageEndpoints
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private const string Document = "index.html";

    private const string Fault = "fault.html";

    private static readonly string Place = typeof(PageEndpoints).Namespace + ".";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/hosts/{host}", static (HttpContext http, string host) => ToPart(http, "/hosts/" + Uri.EscapeDataString(host)));
        routes.MapGet("/hosts", static (HttpContext http) => ToPart(http, "/"));
        routes.MapGet("/", static (HttpContext http) => Send(http, Document));
        foreach (
            var name in typeof(PageEndpoints)
                .Assembly.GetManifestResourceNames()
                .Where(static name => name.StartsWith(Place, StringComparison.Ordinal))
                .Select(static name => name[Place.Length..])
        )
        {
            if (name is not (Document or Fault))
            {
                routes.MapGet("/pages/" + name, (HttpContext http) => Send(http, name));
            }
        }
    }

    /// <summary>Sends the page of a fault.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">The status in words.</param>
    /// <param name="message">The fault.</param>
    public static async Task SendFault(HttpContext http, string status, string title, string message)
    {
        Protect(http.Response);
        http.Response.ContentType = Types[Path.GetExtension(Fault)];
        using var text = new StreamReader(Open(Fault));
        var page = await text.ReadToEndAsync();
        await http.Response.WriteAsync(
            page.Replace("{status}", HtmlEncoder.Default.Encode(status), StringComparison.Ordinal)
                .Replace("{title}", HtmlEncoder.Default.Encode(title), StringComparison.Ordinal)
                .Replace("{message}", HtmlEncoder.Default.Encode(message), StringComparison.Ordinal)
        );
    }

    private static IResult Send(HttpContext http, string name)
    {
        Protect(http.Response);
        return Results.Stream(Open(name), Types[Path.GetExtension(name)]);
    }

    // A host's page is a fragment of the document, which only the scripts find. An API address without its prefix redirects there.
    private static IResult ToPart(HttpContext http, string path) =>
        FaultAnswer.WantsPage(http.Request)
            ? Results.Redirect("/#" + path)
            : throw new RefusedException(
                FaultKind.NotFound,
                "nothing is at this address; the interface is below /api/v1/, and docs/api.md lists what is"
            );

    private static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
    }

    private static Stream Open(string name) =>
        typeof(PageEndpoints).Assembly.GetManifestResourceStream(Place + name)
        ?? throw new InvalidOperationException($"page {name} is not in the program");
}
