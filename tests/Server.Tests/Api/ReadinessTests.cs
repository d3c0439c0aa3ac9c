using System.Net;

namespace SvaOrleans.Server.Tests.Api;

/// <summary>Who asks whether work is taken is told no when no host could boot, and why.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task Without_a_silo_it_is_not_ready_and_says_so()
    {
        await using var server = await TestServer.Start();
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Ask(server));
        foreach (var silo in (string[])["silo-0", "silo-1"])
        {
            using var killed = await server.Http.DeleteAsync($"/api/v1/silos/{silo}");
            Assert.Equal(HttpStatusCode.NoContent, killed.StatusCode);
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no silo takes requests; 2 are known, and all are gone\n"), await Ask(server));
        using var added = await server.Post("/api/v1/silos", "{}");
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await Ask(server));
    }

    internal static async Task<(HttpStatusCode Status, string Said)> Ask(TestServer server)
    {
        using var answer = await server.Http.GetAsync("/health/ready");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
