using System.Diagnostics;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Tests.Crashes;

/// <summary>A silo that has ended has a time and a reason, whatever the cause.</summary>
[Trait("Engine", "Orleans")]
public sealed class SiloEndTests
{
    [Theory]
    [InlineData("-KILL", "^its process was ended by signal 9 \\(SIGKILL\\)$")]
    [InlineData("-TERM", "^stopped in order, by a signal to its process$")]
    [InlineData("-STOP", "^voted dead by the other silos, as it did not answer$")]
    public async Task The_reason_is_told(string signal, string reason)
    {
        await using var server = await TestServer.Start();
        var since = DateTimeOffset.UtcNow.AddSeconds(-1);
        var process = (await SiloDeathTests.Cluster(server)).Silos[0].ProcessId!.Value;
        using (var sent = Process.Start("kill", [signal, $"{process}"]))
        {
            await sent.WaitForExitAsync();
        }

        SiloView? gone = null;
        await SiloDeathTests.Until(async () => (gone = (await SiloDeathTests.Cluster(server)).Silos[0]).State == SiloState.Gone);
        await SiloDeathTests.Until(async () =>
            System.Text.RegularExpressions.Regex.IsMatch((gone = (await SiloDeathTests.Cluster(server)).Silos[0]).Why!, reason)
        );
        Assert.InRange(gone!.Since!.Value, since, DateTimeOffset.UtcNow);
    }
}
