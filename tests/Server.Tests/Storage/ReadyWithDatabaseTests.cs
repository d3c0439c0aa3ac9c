using System.Net;
using SvaOrleans.Server.Tests.Api;
using SvaOrleans.Server.Tests.Crashes;
using SvaOrleans.Silo.Orleans.Postgres;

namespace SvaOrleans.Server.Tests.Storage;

/// <summary>A server whose database is away takes no work, and says so to who asks; it takes some again once the database is
/// back.</summary>
[Trait("Engine", "Orleans")]
public sealed class ReadyWithDatabaseTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task Without_its_database_it_is_not_ready_and_says_so()
    {
        var database = await postgres.MakeDatabase();
        await Storages.ApplySchema(postgres.Settings(database));
        await using var server = await TestServer.Start(postgres.Settings(database));
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await ReadinessTests.Ask(server));
        await postgres.StopServer();
        (HttpStatusCode Status, string Said) told = default;
        await SiloDeathTests.Until(async () => (told = await ReadinessTests.Ask(server)).Status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal("the database does not answer; what must be stored cannot be\n", told.Said);
        await SiloDeathTests.Until(async () =>
            (await server.Http.GetStringAsync("/api/v1/journal")).Contains("\"storageAway\"", StringComparison.Ordinal)
        );

        await postgres.StartServer();
        await SiloDeathTests.Until(async () => (await ReadinessTests.Ask(server)).Status == HttpStatusCode.OK);
        await SiloDeathTests.Until(async () =>
            (await server.Http.GetStringAsync("/api/v1/journal")).Contains("\"storageBack\"", StringComparison.Ordinal)
        );

        // One that can be read alone stores nothing either.
        await postgres.Do("postgres", $"ALTER DATABASE {database} SET default_transaction_read_only = on");
        await postgres.Do("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        await SiloDeathTests.Until(async () =>
            (told = await ReadinessTests.Ask(server)).Said.Contains("takes no writes", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, told.Status);
    }
}
