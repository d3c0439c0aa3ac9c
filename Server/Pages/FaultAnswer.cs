using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Pages;

/// <summary>Answers with a fault: programs get JSON, browsers a page.</summary>
internal static class FaultAnswer
{
    /// <summary>Sends a fault.</summary>
    /// <param name="http">The request.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="status">The HTTP status.</param>
    public static Task Send(HttpContext http, ApiFault fault, int status)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.Vary = "Accept";
        if (!WantsPage(http.Request))
        {
            return http.Response.WriteAsJsonAsync(fault, ApiJson.Options);
        }

        var number = status.ToString(CultureInfo.InvariantCulture);
        return PageEndpoints.SendFault(http, number, ReasonPhrases.GetReasonPhrase(status), fault.Message);
    }

    /// <summary>Whether the answer is shown in a browser. Scripts of pages ask for JSON.</summary>
    public static bool WantsPage(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(static type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
}
