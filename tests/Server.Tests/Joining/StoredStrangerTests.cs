using SvaOrleans.Server.Tests.Crashes;
using SvaOrleans.Server.Tests.Processes;
using SvaOrleans.Server.Tests.Storage;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Orleans.Postgres;

namespace SvaOrleans.Server.Tests.Joining;

/// <summary>Where members stand in a database, whoever may write there can write himself in. He gets no host, and is shown and
/// told.</summary>
[Trait("Engine", "Orleans")]
public sealed class StoredStrangerTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Hosts = 12;

    [PostgresFact]
    public async Task Who_has_written_himself_into_the_membership_gets_no_host_and_is_told()
    {
        var database = await postgres.MakeDatabase();
        await Storages.ApplySchema(postgres.Settings(database));
        await using var server = await UpProcess.Start(["--silos", "2"], postgres.Variables(database));
        var cluster = (string)(await postgres.Do(database, "SELECT cluster FROM sva_cluster"))!;

        // One is a silo; the others only say that they are, under the names of the server's own.
        var where = $"{postgres.Where(database)};Password={PostgresServer.Password}";
        using var stranger = Stranger.Start(new("rogue", PostgresServer.FreePort(), 0, nameof(SvaOrleans), cluster, false, where));
        var generation = 1;
        foreach (var name in (string[])["silo-0", HostPlacement.ControlSilo])
        {
            await postgres.Do(
                database,
                $"""
                INSERT INTO sva_silo VALUES ('{cluster}', '127.0.0.1', {PostgresServer.FreePort()}, {generation++}, '{name}', 'elsewhere', 3, 0, NULL, now(), now());
                UPDATE sva_cluster SET version = version + 1 WHERE cluster = '{cluster}'
                """
            );
        }

        await SiloDeathTests.Until(async () =>
            (await server.Cluster()).UnknownMembers is { Length: 3 } members && members.All(static member => member.State == "dead")
        );
        Assert.Equal(
            [HostPlacement.ControlSilo, "rogue", "silo-0"],
            (await server.Cluster()).UnknownMembers.Select(static member => member.Name).Order(StringComparer.Ordinal)
        );

        Assert.Equal(["silo-0", "silo-1"], (await server.BootHosts(Hosts)).Distinct().Order(StringComparer.Ordinal));
        Assert.All((await server.Cluster()).Silos, static silo => Assert.Equal(SiloState.Up, silo.State));
        Assert.Equal(
            3,
            server.Error.Count(static line => line.Contains("is no silo that this server has started", StringComparison.Ordinal))
        );
        Assert.DoesNotContain(StrangerProgram.Joined, stranger.Said, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task What_is_secret_stands_in_no_command_line_and_in_no_environment()
    {
        const string Token = "token-of-the-tests-0123456789";
        var database = await postgres.MakeDatabase();
        await Storages.ApplySchema(postgres.Settings(database));
        await using var server = await UpProcess.Start(
            ["--silos", "2"],
            ("SvaOrleans__Serve__Token", Token),
            ("SvaOrleans__Storage__Kind", "PostgreSql"),
            ("SVAORLEANS__STORAGE__CONNECTIONSTRING", postgres.Where(database)),
            ("PGPASSWORD", PostgresServer.Password)
        );
        foreach (var silo in (await server.Cluster()).Silos)
        {
            var open =
                string.Join('\n', UpRequests.CommandLine(silo.ProcessId!.Value))
                + await File.ReadAllTextAsync($"/proc/{silo.ProcessId}/environ");
            Assert.Contains("--primary", open, StringComparison.Ordinal);
            Assert.Contains("PATH=", open, StringComparison.Ordinal);
            Assert.DoesNotContain(Token, open, StringComparison.Ordinal);
            Assert.DoesNotContain(PostgresServer.Password, open, StringComparison.Ordinal);
            Assert.DoesNotContain("Storage", open, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("none", await server.BootHosts(2));
    }
}
