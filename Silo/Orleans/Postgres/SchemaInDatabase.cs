using Npgsql;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>The schema in a database.</summary>
internal static class SchemaInDatabase
{
    /// <summary>Applies the schema; existing data stays.</summary>
    /// <param name="database">The database.</param>
    /// <returns>The changes, for people.</returns>
    /// <exception cref="SiloSettingsException">The database cannot be reached, or belongs to another program.</exception>
    public static async Task<string> Apply(PostgresConnection database)
    {
        await using var connection = await database.Open();
        try
        {
            // Two programs that create the same table at the same time would conflict.
            await using var alone = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended('sva schema', 0))", connection);
            await alone.ExecuteNonQueryAsync();
            var before = await Look(connection);
            if (before is { Version: 0, Queries: > 0 })
            {
                throw new SiloSettingsException(
                    $"database '{database.Database}' of {database.Server} holds the tables of another Orleans application (orleansquery); expected a database of its own, or a schema of its own (Search Path=... in the connection string)"
                );
            }

            if (before.Version > StorageSchema.Version)
            {
                throw new SiloSettingsException(StorageFaults.OfVersion(before.Version, database));
            }

            if (before.Version is > 0 and < StorageSchema.Version)
            {
                await RequireStopped(connection, database);
            }

            await using var apply = new NpgsqlCommand(StorageSchema.Sql, connection);
            await apply.ExecuteNonQueryAsync();
            var after = await Look(connection);
            var where = $"database '{database.Database}' of {database.Server}";
            return after == before ? $"{where} held the schema of SvaOrleans, version {after.Version}, already: nothing was changed"
                : before.Version is > 0 and < StorageSchema.Version
                    ? $"{where} held the schema of SvaOrleans, version {before.Version}, "
                        + $"and now holds version {after.Version}, with all that was stored"
                : $"{where} now holds the schema of SvaOrleans, version {after.Version}: {after.Tables - before.Tables} tables made, {after.Tables} in all; {after.Queries} statements for Orleans' providers";
        }
        catch (Exception failure) when (StorageFaults.Explain(failure, database) is { } why)
        {
            throw new SiloSettingsException(why, failure);
        }
    }

    /// <summary>Refuses a database without the schema.</summary>
    /// <exception cref="SiloSettingsException">The schema is missing, or has another version.</exception>
    /// <exception cref="NpgsqlException">The schema cannot be read.</exception>
    public static async Task Require(NpgsqlConnection connection, PostgresConnection database)
    {
        var found = await Look(connection);
        if (found.Version == 0)
        {
            throw new SiloSettingsException(StorageFaults.Missing(database));
        }

        if (found.Version != StorageSchema.Version)
        {
            throw new SiloSettingsException(StorageFaults.OfVersion(found.Version, database));
        }
    }

    // A server of the former version would still store rows that the next version does not find.
    private static async Task RequireStopped(NpgsqlConnection connection, PostgresConnection database)
    {
        await using var ask = new NpgsqlCommand(
            $"SELECT min(service) FROM sva_service AS s WHERE NOT {StorageClaim.TryLockOf("s.service")}",
            connection
        );
        if (await ask.ExecuteScalarAsync() is string service)
        {
            throw new SiloSettingsException(
                $"a server uses database '{database.Database}' of {database.Server} under the name '{service}'; "
                    + "expected it to be stopped before what is stored is taken to the next version of the schema"
            );
        }
    }

    // The sum shows whether a statement's text has changed.
    private static async Task<Found> Look(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT count(*)::integer, count(*) FILTER (WHERE tablename = 'sva_schema') > 0, count(*) FILTER (WHERE tablename = 'orleansquery') > 0
                FROM pg_tables WHERE schemaname = current_schema() AND (tablename LIKE 'sva\_%' OR tablename = 'orleansquery')
            """,
            connection
        );
        var (tables, hasVersion, hasQueries) = await command.Row(static row => (row.GetInt32(0), row.GetBoolean(1), row.GetBoolean(2)));
        await using var ask = new NpgsqlCommand(
            $"""
            SELECT {(hasVersion ? "(SELECT coalesce(max(version), 0) FROM sva_schema)" : "0")},
                {(hasQueries ? "(SELECT count(*)::integer FROM orleansquery)" : "0")},
                {(
                hasQueries ? "(SELECT coalesce(md5(string_agg(querykey || querytext, '' ORDER BY querykey)), '') FROM orleansquery)" : "''"
            )}
            """,
            connection
        );
        return await ask.Row(row => new Found(tables, row.GetInt32(0), row.GetInt32(1), row.GetString(2)));
    }

    private static async Task<TResult> Row<TResult>(this NpgsqlCommand command, Func<NpgsqlDataReader, TResult> read)
    {
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return read(reader);
    }

    private readonly record struct Found(int Tables, int Version, int Queries, string Sum);
}
