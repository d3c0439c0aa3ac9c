using System.Net;
using System.Net.Sockets;
using System.Text;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Tests.Guards;

/// <summary>Methods are answered as clients of HTTP expect.</summary>
public sealed class MethodTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/pages/sva.css")]
    [InlineData("/health/live")]
    [InlineData("/health/startup")]
    [InlineData("/health/ready")]
    [InlineData("/api/v1/cluster")]
    [InlineData("/api/v1/activity")]
    [InlineData("/api/v1/hosts?limit=1")]
    [InlineData("/api/v1/journal")]
    [InlineData("/nothing")]
    [InlineData("/api/v1/hosts/absent")]
    public async Task Head_answers_as_get_without_a_body(string path)
    {
        using var got = await server.Http.GetAsync(path);
        var head = await Raw($"HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var (first, body) = (head.Split("\r\n")[0], head[(head.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.Equal($"HTTP/1.1 {(int)got.StatusCode} ", first[..13]);
        Assert.Equal("", body);
        Assert.Contains($"Content-Type: {got.Content.Headers.ContentType}", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("PUT", "/health/live", "GET, HEAD")]
    [InlineData("POST", "/api/v1/cluster", "GET, HEAD")]
    [InlineData("DELETE", "/", "GET, HEAD")]
    [InlineData("PATCH", "/pages/sva.css", "GET, HEAD")]
    [InlineData("GET", "/api/v1/sessions", "POST")]
    [InlineData("HEAD", "/api/v1/sessions", "POST")]
    [InlineData("GET", "/api/v1/sessions/c1/run", "POST")]
    [InlineData("POST", "/api/v1/silos/silo-0", "DELETE")]
    [InlineData("OPTIONS", "/api/v1/hosts/h0", "DELETE, GET, HEAD")]
    public async Task A_method_that_is_not_for_an_address_is_told_which_are(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        if (method != "HEAD")
        {
            Assert.Equal(FaultKind.Input, (await TestServer.FaultOf(answer)).Fault);
        }
    }

    [Theory]
    [InlineData("PUT", "/nothing")]
    [InlineData("POST", "/api/v1/nothing")]
    public async Task An_address_where_nothing_is_has_no_methods(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<string> Raw(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Server.Address.Host, server.Server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var text = new StreamReader(client.GetStream());
        return await text.ReadToEndAsync();
    }
}
