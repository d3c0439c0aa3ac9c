using System.Net;
using System.Net.Http.Json;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Server.Api;

namespace SvaOrleans.Server.Tests;

/// <summary>One session, by plain requests.</summary>
internal sealed class TestClient(TestServer server, string session) : IAsyncDisposable
{
    public string Session => session;

    public string Path => $"/api/v1/sessions/{session}";

    public static async Task<TestClient> Open(TestServer server)
    {
        using var answer = await server.Post("/api/v1/sessions", "{}");
        return new(server, (await answer.Content.ReadFromJsonAsync<SessionOpened>(ApiJson.Options))!.Session);
    }

    public TestHost Host(string name = "h0") => new($"{session}-{name}");

    public Task<BootResult> Boot(TestHost host) => Ask<HostSpec, BootResult>("boot", host.Spec);

    public async Task<TResult> Ask<TBody, TResult>(string what, TBody body)
    {
        using var answer = await server.Http.PostAsJsonAsync($"{Path}/{what}", body, ApiJson.Options);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<TResult>(ApiJson.Options))!;
    }

    public async ValueTask DisposeAsync()
    {
        using var answer = await server.Http.DeleteAsync(Path);
    }
}
