using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Serving.Guards;

/// <summary>Makes an answer of every fault: what people can mend is told, a path or a stack trace never is.</summary>
internal sealed class FaultGuard(RequestDelegate next, ILogger<FaultGuard> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status400BadRequest })
            {
                // A parameter that cannot be read is refused without a word.
                await Answer(http, FaultKind.Input, $"a parameter of the address is not what was expected; docs/api.md lists what is", StatusCodes.Status400BadRequest);
            }
        }
        catch (RefusedException refused)
        {
            await Answer(http, refused.Kind, refused.Message);
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
            await Answer(http, wrong.StatusCode == StatusCodes.Status413PayloadTooLarge ? FaultKind.Limit : FaultKind.Input, wrong.Message, wrong.StatusCode);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception fault)
        {
            ServeLog.Failed(logger, fault, http.Request.Path);
            await Answer(http, FaultKind.Internal, "a fault of the server; its log tells which");
        }
    }

    private static Task Answer(HttpContext http, FaultKind kind, string message, int? status = null)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        http.Response.Clear();
        http.Response.StatusCode = status ?? kind switch
        {
            FaultKind.Input => StatusCodes.Status400BadRequest,
            FaultKind.NotFound => StatusCodes.Status404NotFound,
            FaultKind.Limit => StatusCodes.Status429TooManyRequests,
            FaultKind.Unknown => StatusCodes.Status502BadGateway,
            FaultKind.Hung => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status500InternalServerError,
        };
        return http.Response.WriteAsJsonAsync(new ApiFault(kind, message), ApiJson.Options);
    }
}
