using System.Net;
using System.Text;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Tests.Guards;

/// <summary>No page of another site changes anything, whatever request it makes a browser send.</summary>
public sealed class OriginTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly (string Method, string Path)[] Changing =
    [
        ("POST", "/api/v1/sessions"),
        ("POST", "/api/v1/sessions/c1/boot"),
        ("DELETE", "/api/v1/sessions/c1"),
        ("DELETE", "/api/v1/hosts/h0"),
        ("POST", "/api/v1/hosts/h0/reboot"),
        ("POST", "/api/v1/silos"),
        ("DELETE", "/api/v1/silos/silo-7"),
        ("PUT", "/health/live"),
        ("OPTIONS", "/api/v1/silos"),
    ];

    [Theory]
    [InlineData("http://evil.example", null)]
    [InlineData("https://evil.example", null)]
    [InlineData("null", null)]
    [InlineData("http://localhost:1", null)]
    [InlineData("http://localhost", null)]
    [InlineData("file://", null)]
    [InlineData("", null)]
    [InlineData(null, "cross-site")]
    [InlineData(null, "same-site")]
    [InlineData("http://evil.example", "cross-site")]
    public async Task A_page_of_another_site_changes_nothing(string? origin, string? site)
    {
        foreach (var (method, path) in Changing)
        {
            foreach (var type in (string[])["application/json", "text/plain"])
            {
                using var answer = await Send(method, path, type, origin, site);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} of {origin} {site}: {(int)answer.StatusCode}");
                Assert.Equal(FaultKind.Input, (await TestServer.FaultOf(answer)).Fault);
            }
        }

        // A read changes nothing, and any site may link to the pages.
        using var looked = await Send("GET", "/", null, origin, site);
        Assert.Equal(HttpStatusCode.OK, looked.StatusCode);
    }

    [Fact]
    public async Task Our_own_pages_and_programs_may_change_things()
    {
        var own = server.Server.Address.Authority;
        foreach (
            var (origin, site) in ((string?, string?)[])
                [
                    ($"http://{own}", null),
                    ($"https://{own}", null),
                    ($"http://{own}", "same-origin"),
                    ("https://sva.example", "same-origin"),
                    (null, "none"),
                    (null, null),
                ]
        )
        {
            using var answer = await Send("POST", "/api/v1/sessions", "application/json", origin, site);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"of {origin} {site}: {(int)answer.StatusCode}");
        }
    }

    private async Task<HttpResponseMessage> Send(string method, string path, string? type, string? origin, string? site)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, type!);
        }

        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        if (site is not null)
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        }

        return await server.Http.SendAsync(request);
    }
}
