using System.Net;

namespace SvaOrleans.Server.Tests.Pages;

/// <summary>Orleans' own pages, where the engine has them.</summary>
public sealed class DashboardTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task It_is_served_where_the_engine_has_one_and_shows_nobody_the_log()
    {
        var expected = server.Server.Dashboard is null ? HttpStatusCode.NotFound : HttpStatusCode.OK;
        using var page = await server.Http.GetAsync("/dashboard/");
        Assert.Equal(expected, page.StatusCode);

        // A stream of the log would have no end.
        using var log = await server.Http.GetAsync("/dashboard/Trace");
        Assert.Equal(expected, log.StatusCode);
        Assert.StartsWith(
            server.Server.Dashboard is null
                ? """{"fault":"notFound","""
                : "The log of this cluster is written to the standard error of ./sva up.\n",
            await log.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }
}
