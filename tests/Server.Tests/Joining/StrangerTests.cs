using System.Net;
using SvaOrleans.Server.Tests.Crashes;
using SvaOrleans.Server.Tests.Processes;

namespace SvaOrleans.Server.Tests.Joining;

/// <summary>A silo that the server did not start knows all that this machine reveals: names, ports, the program. It does not join, it
/// gets no host, and the server reports the attempt in one line.</summary>
[Trait("Engine", "Orleans")]
public sealed class StrangerTests
{
    private const string Token = "token-of-the-tests-0123456789";
    private const int Hosts = 12;

    [GroupTheory]
    [InlineData(null)]
    [InlineData(Token)]
    public async Task Who_was_not_started_by_the_server_does_not_join(string? token)
    {
        await using var server = await UpProcess.Start(["--silos", "2"], token is null ? [] : [("SvaOrleans__Serve__Token", token)]);
        var primary = server.Primary();
        using var plain = Stranger.Start(primary, hasOwnTls: false);
        await SiloDeathTests.Until(async () => (await server.Cluster()).RefusedConnections > 0);
        var refused = (await server.Cluster()).RefusedConnections;
        using var secured = Stranger.Start(primary, hasOwnTls: true);
        await SiloDeathTests.Until(async () => (await server.Cluster()).RefusedConnections > refused + 1);
        var silos = await server.BootHosts(Hosts);
        Assert.Equal(["silo-0", "silo-1"], silos.Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            [plain, secured],
            static stranger => Assert.DoesNotContain(StrangerProgram.Joined, stranger.Said, StringComparison.Ordinal)
        );

        var cluster = await server.Cluster();
        Assert.Equal(["silo-0", "silo-1"], cluster.Silos.Select(static silo => silo.Name));
        Assert.Empty(cluster.UnknownMembers);
        using var ready = await server.Http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var complained = string.Join('\n', server.Error);
        Assert.Contains(
            "to silo control was refused: the other side showed no certificate of this start (",
            complained,
            StringComparison.Ordinal
        );
        Assert.True(server.Error.Count(static line => line.Contains("refused", StringComparison.Ordinal)) == 1, complained);
        Assert.DoesNotContain("Exception", complained, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", complained, StringComparison.Ordinal);
    }
}
