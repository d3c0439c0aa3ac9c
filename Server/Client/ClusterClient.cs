using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo;

namespace SvaOrleans.Server.Client;

/// <summary>Sends requests to a cluster in another process. Each request is sent once: if no answer comes, the outcome is
/// unknown.</summary>
public sealed class ClusterClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Creates a client.</summary>
    /// <param name="address">The cluster's address: <c>http://127.0.0.1:5050</c>.</param>
    /// <param name="token">The cluster's token; null for none.</param>
    public ClusterClient(Uri address, string? token)
    {
        // No time-out: a program may run for any length of time, and the server reports one that hangs.
        _http = new(
            new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(5),
                UseProxy = false,
                AllowAutoRedirect = false,
            }
        )
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>The cluster's address.</summary>
    public Uri Address => _http.BaseAddress!;

    /// <summary>Sends a GET request.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="stop">Cancels the wait.</param>
    public Task<TResult> Get<TResult>(string path, CancellationToken stop = default) => Send<TResult>(new(HttpMethod.Get, Api(path)), stop);

    /// <summary>Sends a POST request.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="body">The request body.</param>
    /// <param name="stop">Cancels the wait.</param>
    public Task<TResult> Post<TBody, TResult>(string path, TBody body, CancellationToken stop = default) =>
        Send<TResult>(new(HttpMethod.Post, Api(path)) { Content = JsonContent.Create(body, options: ApiJson.Options) }, stop);

    /// <summary>Sends a DELETE request.</summary>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="stop">Cancels the wait.</param>
    public Task<TResult> Delete<TResult>(string path, CancellationToken stop = default) =>
        Send<TResult>(new(HttpMethod.Delete, Api(path)), stop);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Api(string path) => "/api/v1/" + path;

    private async Task<TResult> Send<TResult>(HttpRequestMessage request, CancellationToken stop)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);
                if (!response.IsSuccessStatusCode)
                {
                    throw Fault(await Read<ApiFault>(response, stop), (int)response.StatusCode);
                }

                return response.StatusCode == System.Net.HttpStatusCode.NoContent
                    ? default!
                    : await Read<TResult>(response, stop) ?? throw new OutcomeUnknownException("the cluster answered with nothing");
            }
            catch (HttpRequestException unreached)
                when (unreached.HttpRequestError
                        is HttpRequestError.ConnectionError
                            or HttpRequestError.NameResolutionError
                            or HttpRequestError.SecureConnectionError
                )
            {
                throw new ClusterUnreachableException($"no cluster answers at {Address}: {unreached.Message}", unreached);
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or JsonException)
            {
                throw new OutcomeUnknownException($"the cluster at {Address} was lost before it answered: {lost.Message}", lost);
            }
        }
    }

    private static async Task<TBody?> Read<TBody>(HttpResponseMessage response, CancellationToken stop)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<TBody>(ApiJson.Options, stop);
        }
        catch (InvalidOperationException noText)
        {
            throw new JsonException("the answer is in no known character set", noText);
        }
    }

    private static Exception Fault(ApiFault? fault, int status) =>
        fault?.Fault switch
        {
            FaultKind.Hung => new SimulationHungException(fault.Message),
            FaultKind.Input or FaultKind.NotFound or FaultKind.Limit => new ClusterRefusedException(fault.Fault, fault.Message),
            _ => new OutcomeUnknownException(fault?.Message ?? $"the cluster answered with status {status} and no word"),
        };
}
