using SvaOrleans.Cluster.Tests.Wire;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Server.Tests.Storage;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Cluster.Tests.Storage;

/// <summary>This version finds the data of a database of version 1, in which all generations shared a row.</summary>
public sealed class SchemaUpgradeTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const string Service = "storage";

    [PostgresFact]
    public async Task Each_host_keeps_what_it_stored_in_one_row()
    {
        var database = await OfVersion1();
        await postgres.Do(
            database,
            $"INSERT INTO sva_host VALUES ('{Service}', 'h1', '2018', NULL), ('{Service}', 'h2', '2018-v2', 'c1'), ('{Service}', "
                + "'Ü 3', '2018-v2', NULL), ('other', 'h1', '2018-v2', NULL)"
        );
        var (kept, off) = ((HostRecord)new Samples(1).Make(typeof(HostRecord)), new HostRecord() with { Epoch = new(7) });
        await Write(database, "h1", kept);
        await Write(database, "h2", kept);
        await Write(database, "Ü 3", kept);
        await Write(database, "gone", off);
        var told = await Storages.ApplySchema(postgres.Settings(database));
        Assert.Contains(
            $"held the schema of SvaOrleans, version 1, and now holds version {StorageSchema.Version}, with all that was stored",
            told,
            StringComparison.Ordinal
        );

        await using (var silo = await StorageSilo.In(postgres, database))
        {
            await AssertFound("h1", kept);
            await AssertFound("h2", kept);
            await AssertFound("Ü 3", kept);
            await AssertFound("gone", off);

            async Task AssertFound(string host, HostRecord expected)
            {
                var grain = StorageSilo.Host(host);
                var found = await silo.Read<HostRecord>(grain);
                Assert.True(found.RecordExists);

                // Of the version that was there: the next write is no first one.
                Assert.Equal(Shape.Of(expected), Shape.Of(found.State));
                Assert.True(await silo.TryWrite(grain, found, expected));
            }
        }

        // Once is enough, and what came since stays.
        Assert.Contains("already: nothing was changed", await Storages.ApplySchema(postgres.Settings(database)), StringComparison.Ordinal);
        Assert.Equal(4L, await postgres.Do(database, "SELECT count(*) FROM sva_state"));
    }

    [PostgresFact]
    public async Task Of_several_rows_of_a_host_the_one_that_was_written_last_stays()
    {
        var database = await postgres.MakeSchema();
        await postgres.Do(
            database,
            """
            DELETE FROM sva_schema WHERE version > 2;
            INSERT INTO sva_schema (version) VALUES (2);
            INSERT INTO sva_state (service, kind, key_text, key_high, key_low, version, payload, written) VALUES
                ('storage', 'host-2018/host', 'h1/host', 0, 0, 4, '\x01', '2026-01-01'),
                ('storage', 'host-2018-v2/host', 'h1/host', 0, 0, 7, '\x02', '2026-01-02'),
                ('other', 'host-2018/host', 'h1/host', 0, 0, 3, '\x03', '2026-01-03'),
                ('storage', 'host-2018/host', 'h2/host', 0, 0, 1, '\x04', '2026-01-01')
            """
        );

        await Storages.ApplySchema(postgres.Settings(database));

        Assert.Equal(
            "other h1/host 3, storage h1/host 7, storage h2/host 1",
            await postgres.Do(
                database,
                "SELECT string_agg(service || ' ' || key_text || ' ' || version, ', ' ORDER BY service, key_text) FROM sva_state "
                    + "WHERE kind = 'host/host'"
            )
        );
        Assert.Equal(3L, await postgres.Do(database, "SELECT count(*) FROM sva_state"));
    }

    [PostgresFact]
    public async Task A_database_that_a_server_uses_is_left_as_it_is()
    {
        var database = await OfVersion1();
        await postgres.Do(database, $"INSERT INTO sva_service VALUES ('{Service}', 1), ('idle', 4)");
        await using (await postgres.Hold(database, $"SELECT pg_advisory_lock(hashtextextended(current_schema() || '/sva/{Service}', 0))"))
        {
            var told = await Assert.ThrowsAsync<SiloSettingsException>(() => Storages.ApplySchema(postgres.Settings(database)));
            Assert.Matches("a server uses database .* under the name 'storage'; expected it to be stopped", told.Message);
            Assert.Equal(1, await postgres.Do(database, "SELECT max(version) FROM sva_schema"));
        }

        await Storages.ApplySchema(postgres.Settings(database));
    }

    private async Task<string> OfVersion1()
    {
        var database = await postgres.MakeDatabase();
        await postgres.Do(database, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "schema-1.sql")));
        return database;
    }

    // As version 1 did: by the state's name alone. The octets are those of this version, whose serializer is the same.
    private async Task Write(string database, string host, HostRecord record)
    {
        var other = await postgres.MakeSchema();
        await using var silo = await StorageSilo.In(postgres, other);
        var grain = StorageSilo.Host(host);
        Assert.True(await silo.TryWrite(grain, await silo.Read<HostRecord>(grain), record));
        var octets = (byte[])(await postgres.Do(other, "SELECT payload FROM sva_state"))!;
        await postgres.Do(
            database,
            $"SELECT sva_state_write('{Service}', 'host', '{grain.Key}', 0, 0, NULL, '\\x{Convert.ToHexString(octets)}')"
        );
    }
}
