using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Tests.Storage;

/// <summary>The simulated engine keeps everything in memory, and does not pretend otherwise.</summary>
[Trait("Engine", "Simulated")]
public sealed class NoDatabaseTests
{
    [Fact]
    public async Task A_database_that_is_set_is_refused()
    {
        var told = await Assert.ThrowsAsync<SiloSettingsException>(() => TestServer.Start("--SvaOrleans:Storage:Kind", "PostgreSql"));
        Assert.Contains(
            "Storage:Kind is PostgreSql, but the simulated engine keeps everything in memory; expected Memory, or engine Orleans",
            told.Message,
            StringComparison.Ordinal
        );
        told = await Assert.ThrowsAsync<SiloSettingsException>(() => TestServer.Start("--SvaOrleans:Storage:Kind", "Oracle"));
        Assert.Contains("'Oracle'", told.Message, StringComparison.Ordinal);
    }
}
