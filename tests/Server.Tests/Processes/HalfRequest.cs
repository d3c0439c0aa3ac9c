using SvaOrleans.Server.Api;

namespace SvaOrleans.Server.Tests.Processes;

/// <summary>A request whose body has begun and continues when the test lets it.</summary>
internal sealed class HalfRequest : IDisposable
{
    private readonly OpenEnded _body = new();

    // The server asks for the body ("100 Continue") when it reads it: from then on it knows of the request.
    private HalfRequest(HttpClient http, string path) =>
        Answer = http.SendAsync(new(HttpMethod.Post, path) { Content = _body, Headers = { ExpectContinue = true } });

    /// <summary>Its answer.</summary>
    public Task<HttpResponseMessage> Answer { get; }

    /// <summary>Sends one, and waits until the server reads its body.</summary>
    public static async Task<HalfRequest> Send(UpProcess up)
    {
        var session = (await up.Ask<SessionOpened>("/api/v1/sessions", new object())).Session;
        var made = new HalfRequest(up.Http, $"/api/v1/sessions/{session}/boot");
        await made._body.Begun;
        return made;
    }

    /// <summary>Sends the rest.</summary>
    public void End() => _body.End();

    public void Dispose() => _body.Dispose();

    private sealed class OpenEnded : HttpContent
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public OpenEnded() => Headers.ContentType = new("application/json");

        public Task Begun => _begun.Task;

        public void End() => _ended.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray());
            await stream.FlushAsync();
            _begun.TrySetResult();
            await _ended.Task;
            await stream.WriteAsync("}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
