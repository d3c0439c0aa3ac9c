using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SvaOrleans.Server.Faults;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Tests.Guards;

/// <summary>Which clients get an answer, and which bodies are accepted.</summary>
public sealed class GuardTests(TestServer server) : IClassFixture<TestServer>
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.1.2.3")]
    public async Task Who_names_another_machine_is_refused_on_loopback(string name)
    {
        foreach (var path in (string[])["/", "/api/v1/cluster", "/api/v1/hosts"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = name;
            using var answer = await server.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(FaultKind.Input, (await TestServer.FaultOf(answer)).Fault);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Who_names_this_machine_is_answered(string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cluster");
        request.Headers.Host = name;
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v2/cluster")]
    [InlineData("/pages/nothing.js")]
    [InlineData("/pages/../appsettings.json")]
    [InlineData("/pages/%2e%2e%2fappsettings.json")]
    [InlineData("/api/v1/hosts/absent")]
    [InlineData("/api/v1/hosts/%01")]
    public async Task What_is_not_there_is_told_so_and_nothing_else(string path)
    {
        using var answer = await server.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(FaultKind.NotFound, (await TestServer.FaultOf(answer)).Fault);
    }

    [Theory]
    [InlineData("/api/v1/hosts?offset=many")]
    [InlineData("/api/v1/hosts?limit=99999999999999999999")]
    public async Task A_parameter_that_is_no_number_is_told_so(string path)
    {
        using var answer = await server.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(FaultKind.Input, (await TestServer.FaultOf(answer)).Fault);
    }

    [Fact]
    public async Task What_changes_something_must_be_of_json_which_a_page_of_another_site_cannot_send_unasked()
    {
        await using var client = await TestClient.Open(server);
        var host = client.Host();
        await client.Boot(host);
        string[] paths =
        [
            "/api/v1/sessions",
            $"{client.Path}/renew",
            $"{client.Path}/boot",
            $"{client.Path}/run",
            $"{client.Path}/replay",
            $"{client.Path}/events",
            $"{client.Path}/view",
            $"/api/v1/hosts/{host.Spec.Host}/checkpoint",
            $"/api/v1/hosts/{host.Spec.Host}/reboot",
            "/api/v1/silos",
        ];
        foreach (var path in paths)
        {
            foreach (var type in (string?[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", null])
            {
                using var body = new StringContent("{}", Encoding.UTF8);
                body.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
                using var answer = await server.Http.PostAsync(path, body);
                Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path} as {type}: {(int)answer.StatusCode}");
                Assert.Equal(FaultKind.Input, (await TestServer.FaultOf(answer)).Fault);
            }
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_told_so()
    {
        var small = await TestServer.Start("--SvaOrleans:Serve:RequestMax", "65536");
        try
        {
            await using var client = await TestClient.Open(small);
            using var answer = await small.Post($"{client.Path}/boot", "{\"host\": \"" + new string('x', 100_000) + "\"}");
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            Assert.Equal(FaultKind.Limit, (await TestServer.FaultOf(answer)).Fault);
            Assert.True((await client.Boot(client.Host())).Error.IsSuccess);
        }
        finally
        {
            await small.DisposeAsync();
        }
    }

    [Fact]
    public async Task With_a_token_set_only_who_shows_it_is_answered()
    {
        const string token = "a-token-of-enough-characters";
        var guarded = await TestServer.Start("--SvaOrleans:Serve:Token", token);
        try
        {
            foreach (var path in (string[])["/", "/pages/sva.js", "/api/v1/cluster", "/nothing"])
            {
                foreach (
                    var wrong in (AuthenticationHeaderValue?[])
                        [
                            null,
                            new("Bearer", "another-token-of-enough-characters"),
                            new("Bearer", token + "x"),
                            Basic("sva", "wrong"),
                            Basic("root", token),
                            new("Basic", "%%%"),
                            new("Digest", token),
                            new("Bearer"),
                        ]
                )
                {
                    using var refused = await Ask(guarded, path, wrong);
                    Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, $"{path} with {wrong}");
                    Assert.Equal("Basic", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
                    await TestServer.FaultOf(refused);
                }
            }

            foreach (var right in (AuthenticationHeaderValue[])[new("Bearer", token), Basic("sva", token)])
            {
                using var answered = await Ask(guarded, "/api/v1/cluster", right);
                Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
            }

            using var alive = await guarded.Http.GetAsync("/health/live");
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        }
        finally
        {
            await guarded.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.7")]
    public async Task An_address_that_others_reach_needs_leave_and_a_token(string address)
    {
        var neither = await Refused("--SvaOrleans:Serve:Address", address);
        Assert.Contains("AllowRemote", neither, StringComparison.Ordinal);
        Assert.Contains("Token", neither, StringComparison.Ordinal);
        Assert.Contains(
            "Token",
            await Refused("--SvaOrleans:Serve:Address", address, "--SvaOrleans:Serve:AllowRemote", "true"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "AllowRemote",
            await Refused("--SvaOrleans:Serve:Address", address, "--SvaOrleans:Serve:Token", "a-token-of-enough-characters"),
            StringComparison.Ordinal
        );
        Assert.Contains("16", await Refused("--SvaOrleans:Serve:Token", "short"), StringComparison.Ordinal);
    }

    private static async Task<string> Refused(params string[] settings) =>
        (
            await Assert.ThrowsAsync<SiloSettingsException>(() =>
                Servers.Start(new() { Silos = 1, Settings = ["--SvaOrleans:Serve:Port", "0", .. settings] })
            )
        ).Message;

    private static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private static async Task<HttpResponseMessage> Ask(TestServer guarded, string path, AuthenticationHeaderValue? shown)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = shown;
        return await guarded.Http.SendAsync(request);
    }
}
