using System.Diagnostics;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server.Tests.Storage;

/// <summary>A database that cannot be used is reported soon after the start, with its name and advice; and never a password.</summary>
[Trait("Engine", "Orleans")]
public sealed class StorageFaultTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [PostgresFact]
    public async Task Each_fault_has_its_own_words()
    {
        var empty = await postgres.MakeDatabase();
        var foreign = await postgres.MakeDatabase();
        await postgres.Do(
            foreign,
            "CREATE TABLE orleansquery (querykey text, querytext text); INSERT INTO orleansquery VALUES ('UpsertReminderRowKey', "
                + "'SELECT 1')"
        );
        var newer = await postgres.MakeDatabase();
        await Storages.ApplySchema(postgres.Settings(newer));
        await postgres.Do(newer, "INSERT INTO sva_schema (version) VALUES (1000)");
        await postgres.Do("postgres", "CREATE USER guest PASSWORD 'guest-of-the-test'");
        var forbidden = await postgres.MakeDatabase();
        await Storages.ApplySchema(postgres.Settings(forbidden));

        await Both($"PostgreSQL at 127.0.0.1:[0-9]+ has no database 'nowhere'; .*createdb nowhere", postgres.Settings("nowhere"));
        await Both(
            "no PostgreSQL server answers at 127.0.0.1:[0-9]+ .*; expected one: start it",
            With("ConnectionString", $"Host=127.0.0.1;Port={PostgresServer.FreePort()};Database=x;Username=sva")
        );
        await Both(
            "does not take the password of user 'sva', or there is none; .*SvaOrleans__Storage__Password",
            With("Password", PostgresServer.Password + "x")
        );
        await Both(
            "does not take the password of user 'absent-user'",
            With("ConnectionString", postgres.Where(empty).Replace("=sva", "=absent-user", StringComparison.Ordinal))
        );
        await Both(
            "ConnectionString cannot be read; expected keys and values",
            With("ConnectionString", $"postgresql://sva:{PostgresServer.Password}@127.0.0.1/sva")
        );
        await Both("ConnectionString names no Host", With("ConnectionString", "Database=sva"));
        await Both("ConnectionString is missing; expected where the database is", With("ConnectionString", ""));
        await Both("version 1000, newer than this program's", postgres.Settings(newer));
        await Up("does not hold the schema of SvaOrleans; `./sva schema --apply` makes it", postgres.Settings(empty));
        await Up("does not hold the schema of SvaOrleans", postgres.Settings(foreign));
        await Apply("holds the tables of another Orleans application", postgres.Settings(foreign));
        await Up(
            "user 'guest' may not do what is needed .* permission denied",
            [
                .. With("ConnectionString", postgres.Where(forbidden).Replace("=sva", "=guest", StringComparison.Ordinal)),
                "--SvaOrleans:Storage:Password",
                "guest-of-the-test",
            ]
        );
        await Up("Service is 'a b'; expected 1 to 100 letters", With("Service", "a b"));
        await Up("'Oracle'", With("Kind", "Oracle"));

        async Task Both(string expected, string[] settings)
        {
            await Up(expected, settings);
            await Apply(expected, settings);
        }
    }

    [PostgresFact]
    public async Task The_schema_is_made_once_and_then_left_alone()
    {
        var database = await postgres.MakeDatabase();
        Assert.Contains(
            "7 tables made, 7 in all; 13 statements",
            await Storages.ApplySchema(postgres.Settings(database)),
            StringComparison.Ordinal
        );
        await postgres.Do(database, "INSERT INTO sva_host VALUES ('s', 'h', '2018', NULL)");
        Assert.Contains("already: nothing was changed", await Storages.ApplySchema(postgres.Settings(database)), StringComparison.Ordinal);
        Assert.Equal(1L, await postgres.Do(database, "SELECT count(*) FROM sva_host"));

        // Damaged rows are repaired.
        await postgres.Do(database, "DELETE FROM orleansquery WHERE querykey = 'WriteToStorageKey'; DROP TABLE sva_state");
        Assert.Contains("1 tables made, 7 in all", await Storages.ApplySchema(postgres.Settings(database)), StringComparison.Ordinal);
        Assert.Equal(13L, await postgres.Do(database, "SELECT count(*) FROM orleansquery"));

        // Two at once do not get in each other's way.
        var contended = await postgres.MakeDatabase();
        Assert.Single(
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Storages.ApplySchema(postgres.Settings(contended)))),
            static said => said.Contains("tables made", StringComparison.Ordinal)
        );
    }

    [PostgresFact]
    public async Task Only_one_server_uses_a_name()
    {
        var database = await postgres.MakeDatabase();
        await Storages.ApplySchema(postgres.Settings(database));
        var first = await TestServer.Start(postgres.Settings(database));
        try
        {
            await Up("another server uses database .* under the name 'SvaOrleans'", postgres.Settings(database));
            var second = await TestServer.Start([.. postgres.Settings(database), "--SvaOrleans:Storage:Service", "other"]);
            await second.DisposeAsync();
        }
        finally
        {
            await first.DisposeAsync();
        }

        var after = await TestServer.Start(postgres.Settings(database));
        await after.DisposeAsync();
    }

    private string[] With(string setting, string value) => [.. postgres.Settings("postgres"), $"--SvaOrleans:Storage:{setting}", value];

    private static Task Up(string expected, string[] settings) =>
        Refused(expected, () => Servers.Start(new() { Silos = 1, Settings = ["--SvaOrleans:Serve:Port", "0", .. settings] }));

    private static Task Apply(string expected, string[] settings) => Refused(expected, () => Storages.ApplySchema(settings));

    private static async Task Refused(string expected, Func<Task> start)
    {
        var since = Stopwatch.GetTimestamp();
        var told = await Assert.ThrowsAsync<SiloSettingsException>(start);
        Assert.Matches(expected, told.Message);
        Assert.DoesNotContain(PostgresServer.Password, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("guest-of-the-test", told.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(since) < Soon, $"{expected}: {Stopwatch.GetElapsedTime(since)}");
    }
}
