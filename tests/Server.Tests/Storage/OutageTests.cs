using SvaOrleans.Server.Tests.Processes;
using SvaOrleans.Server.Tests.Stops;
using SvaOrleans.Silo.Orleans.Postgres;

namespace SvaOrleans.Server.Tests.Storage;

/// <summary>The database goes and comes back, and silos die meanwhile: the server says so in lines of its own, and no library adds to
/// it.</summary>
[Trait("Engine", "Orleans")]
public sealed class OutageTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task A_restart_of_the_database_is_told_in_a_few_lines()
    {
        var database = await postgres.MakeDatabase();
        await Storages.ApplySchema(postgres.Settings(database));
        await using var up = await UpProcess.Start(["--silos", "3"], postgres.Variables(database));
        await SignalTests.Keep(up, hosts: 6);
        await postgres.StopServer();
        await up.Says("The storage cannot be reached");
        await UpProcess.Kill("KILL", $"{up.Silos[0]}");
        await UpProcess.Kill("KILL", $"{up.Silos[1]}");
        await up.Says("silo-0 (");
        await up.Says("silo-1 (");
        await postgres.StartServer();
        await up.Says("The storage can be reached again");
        await up.SignalGroup("TERM");
        Assert.Equal(0, await up.Exit());
        Assert.All(
            up.Error,
            static line => Assert.Matches(@"^\S+Z (error|warning) server: (The storage|The process of silo-|Host )", line)
        );
        Assert.InRange(up.Error.Count, 4, 20);
    }
}
