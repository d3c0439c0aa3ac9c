using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SvaOrleans.Server.Faults;
using SvaOrleans.Server.Pages;
using SvaOrleans.Silo;

namespace SvaOrleans.Server.Guards;

/// <summary>Turns every exception into an answer. The answer holds what a person can correct, and never a path or a stack trace.</summary>
internal sealed class FaultGuard(RequestDelegate next, ILogger<FaultGuard> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (!http.Response.HasStarted)
            {
                await TellWordless(http);
            }
        }
        catch (RefusedException refused)
        {
            await Answer(http, refused.Kind, refused.Message, refused.Status);
        }
        catch (OutcomeUnknownException unknown)
        {
            await Answer(http, FaultKind.Unknown, unknown.Message);
        }
        catch (SimulationHungException hung)
        {
            await Answer(http, FaultKind.Hung, hung.Message);
        }
        catch (BadHttpRequestException wrong)
        {
            await Answer(
                http,
                wrong.StatusCode == StatusCodes.Status413PayloadTooLarge ? FaultKind.Limit : FaultKind.Input,
                wrong.Message,
                wrong.StatusCode
            );
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has closed the connection.
        }
        catch (Exception fault)
        {
            ServeLog.Failed(logger, fault, http.Request.Path);
            await Answer(http, FaultKind.Internal, "a fault of the server; its log tells which");
        }
    }

    // A request that the framework refuses before an endpoint has an answer without a body.
    private static Task TellWordless(HttpContext http)
    {
        switch (http.Response.StatusCode)
        {
            case StatusCodes.Status400BadRequest:
                const string wrong = "a parameter of the address is not what was expected; docs/api.md lists what is";
                return Answer(http, FaultKind.Input, wrong, StatusCodes.Status400BadRequest);
            case StatusCodes.Status404NotFound when http.GetEndpoint() is null:
                return Answer(http, FaultKind.NotFound, "nothing is at this address; docs/api.md lists what is");
            case StatusCodes.Status405MethodNotAllowed:
                var allowed = AllowedAt(http.Response);
                var told = $"this address is not for {PrintableMethod(http)}; expected {string.Join(" or ", allowed)}";
                return Answer(http, FaultKind.Input, told, StatusCodes.Status405MethodNotAllowed, string.Join(", ", allowed));
            default:
                return Task.CompletedTask;
        }
    }

    // An endpoint that answers GET also answers HEAD.
    private static string[] AllowedAt(HttpResponse response) =>
        [
            .. response
                .Headers.Allow.ToString()
                .Split(", ")
                .SelectMany(static method => method == HttpMethods.Get ? (string[])[HttpMethods.Get, HttpMethods.Head] : [method]),
        ];

    private static string PrintableMethod(HttpContext http) => http.Request.Method is { Length: <= 20 } method ? method : "that method";

    private static Task Answer(HttpContext http, FaultKind kind, string message, int? status = null, string? allowed = null)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        http.Response.Clear();
        if (allowed is not null)
        {
            http.Response.Headers.Allow = allowed;
        }

        return FaultAnswer.Send(
            http,
            new(kind, message),
            status
                ?? kind switch
                {
                    FaultKind.Input => StatusCodes.Status400BadRequest,
                    FaultKind.NotFound => StatusCodes.Status404NotFound,
                    FaultKind.Limit => StatusCodes.Status429TooManyRequests,
                    FaultKind.Unknown => StatusCodes.Status502BadGateway,
                    FaultKind.Hung => StatusCodes.Status504GatewayTimeout,
                    _ => StatusCodes.Status500InternalServerError,
                }
        );
    }
}
