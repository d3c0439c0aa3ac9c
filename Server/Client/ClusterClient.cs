using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo;

namespace SvaOrleans.Server.Client;

/// <summary>Speaks to a cluster that serves elsewhere. What it asks, it asks once: an answer that does not come is an unknown outcome.</summary>
public sealed class ClusterClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client.</summary>
    /// <param name="address">The cluster's address: <c>http://127.0.0.1:5050</c>.</param>
    /// <param name="token">The token that it asks for; null for none.</param>
    public ClusterClient(Uri address, string? token)
    {
        // Programs run for as long as they run: the server tells when one hangs.
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

    /// <summary>Asks for what is.</summary>
    /// <param name="path">Below <c>/api/v1/</c>.</param>
    /// <param name="stop">Gives up.</param>
    public Task<TResult> Get<TResult>(string path, CancellationToken stop = default) => Send<TResult>(new(HttpMethod.Get, Api(path)), stop);

    /// <summary>Asks for something to be done.</summary>
    /// <param name="path">Below <c>/api/v1/</c>.</param>
    /// <param name="body">With what.</param>
    /// <param name="stop">Gives up.</param>
    public Task<TResult> Post<TBody, TResult>(string path, TBody body, CancellationToken stop = default) =>
        Send<TResult>(new(HttpMethod.Post, Api(path)) { Content = JsonContent.Create(body, options: ApiJson.Options) }, stop);

    /// <summary>Asks for something to be taken away.</summary>
    /// <param name="path">Below <c>/api/v1/</c>.</param>
    /// <param name="stop">Gives up.</param>
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
