using System.Net;
using System.Text;
using SvaOrleans.Server.Faults;

namespace SvaOrleans.Server.Tests.Api;

/// <summary>Every body is read and checked, or refused: none is ignored.</summary>
public sealed class BodyTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("[", 100_000));

    public static TheoryData<string> Wrong() => new("", " ", "{\"a\":", "{\"a\":1}", "[]", "null", "5", "\"x\"", "{} {}", "{}x", Deep);

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task An_order_without_words_has_an_empty_object_and_nothing_else(string body)
    {
        await using var client = await TestClient.Open(server);
        var before = (await server.Get("/api/v1/cluster")).GetProperty("sessions").GetInt32();
        foreach (var path in (string[])["/api/v1/sessions", $"{client.Path}/renew", "/api/v1/silos"])
        {
            using var answer = await server.Post(path, body);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path}: {(int)answer.StatusCode}");
            Assert.Equal(FaultKind.Input, (await TestServer.FaultOf(answer)).Fault);
        }

        var after = await server.Get("/api/v1/cluster");
        Assert.Equal(before, after.GetProperty("sessions").GetInt32());
        Assert.Equal(2, after.GetProperty("silos").GetArrayLength());
    }

    [Fact]
    public async Task A_property_that_is_told_twice_is_refused()
    {
        using var answer = await server.Post("/api/v1/hosts/h0/reboot", """{"fromCheckpoint":false,"fromCheckpoint":true}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_session_is_not_opened_by_a_body_that_is_too_large()
    {
        var small = await TestServer.Start("--SvaOrleans:Serve:RequestMax", "65536");
        try
        {
            using var answer = await small.Post("/api/v1/sessions", "{" + new string(' ', 100_000) + "}");
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            Assert.Equal(FaultKind.Limit, (await TestServer.FaultOf(answer)).Fault);
        }
        finally
        {
            await small.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/api/v1/hosts")]
    [InlineData("HEAD", "/api/v1/hosts")]
    [InlineData("DELETE", "/api/v1/hosts/h0")]
    [InlineData("DELETE", "/api/v1/silos/silo-0")]
    [InlineData("DELETE", "/api/v1/sessions/c1")]
    public async Task A_body_that_nobody_reads_is_refused(string method, string path)
    {
        foreach (var isChunked in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(new(method), path)
            {
                Content = new StringContent("{\"a\":1}", Encoding.UTF8, "application/json"),
            };
            request.Headers.TransferEncodingChunked = isChunked;
            using var answer = await server.Http.SendAsync(request);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{(int)answer.StatusCode}");
            if (method != "HEAD")
            {
                Assert.Contains("expected none", (await TestServer.FaultOf(answer)).Message, StringComparison.Ordinal);
            }
        }

        using var without = new HttpRequestMessage(new(method), path) { Content = new ByteArrayContent([]) };
        using var answered = await server.Http.SendAsync(without);
        Assert.NotEqual(HttpStatusCode.BadRequest, answered.StatusCode);
    }

    [Theory]
    [InlineData("hosts?limit=-1", "limit is -1; expected 1 to 200")]
    [InlineData("hosts?limit=0", "limit is 0; expected 1 to 200")]
    [InlineData("hosts?limit=201", "limit is 201; expected 1 to 200")]
    [InlineData("hosts?offset=-1", "offset is -1; expected 0 to 2147483647")]
    [InlineData("journal?limit=-1", "limit is -1; expected 1 to 200")]
    [InlineData("journal?limit=201", "limit is 201; expected 1 to 200")]
    [InlineData("journal?after=-1", "after is -1; expected 0 or more")]
    [InlineData("journal?about=everything", "about is not one of silos, hosts, sessions")]
    [InlineData("journal?about=0", "about is not one of silos, hosts, sessions")]
    [InlineData("activity/history?after=-1", "after is -1; expected 0 or more")]
    public async Task A_figure_out_of_its_bounds_is_refused(string path, string told)
    {
        using var answer = await server.Http.GetAsync("/api/v1/" + path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(told, (await TestServer.FaultOf(answer)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hosts?limit=1&offset=0")]
    [InlineData("hosts?limit=200")]
    [InlineData("journal?limit=200&after=0&about=Silos")]
    public async Task A_figure_within_its_bounds_is_taken(string path)
    {
        using var answer = await server.Http.GetAsync("/api/v1/" + path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
