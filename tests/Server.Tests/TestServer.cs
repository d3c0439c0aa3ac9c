using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Tests;

/// <summary>A cluster that serves on a free port, and its client.</summary>
public sealed class TestServer : IAsyncLifetime
{
    public HttpClient Http { get; private set; } = null!;

    public ClusterServer Server { get; private set; } = null!;

    public static async Task<TestServer> Start(params string[] settings)
    {
        var made = new TestServer();
        await made.Begin(settings);
        return made;
    }

    public Task InitializeAsync() => Begin([]);

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    public async Task<JsonElement> Get(string path)
    {
        using var answer = await Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<HttpResponseMessage> Post(string path, string json) =>
        Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>The fault that an answer is, which must say what is wrong and nothing of the server's insides.</summary>
    public static async Task<ApiFault> FaultOf(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(!answer.IsSuccessStatusCode, $"answered {(int)answer.StatusCode} {text}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(".cs:", text, StringComparison.Ordinal);
        Assert.DoesNotContain(AppContext.BaseDirectory, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        var fault = JsonSerializer.Deserialize<ApiFault>(text, ApiJson.Options)!;
        Assert.InRange(fault.Message.Length, 1, 1_000);
        return fault;
    }

    private async Task Begin(string[] settings)
    {
        Server = await Servers.Start(new() { Silos = 2, Settings = ["--SvaOrleans:Serve:Port", "0", .. settings] });
        Http = new() { BaseAddress = Server.Address, Timeout = TimeSpan.FromSeconds(60) };
    }
}
