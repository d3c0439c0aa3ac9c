using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>One server's hold on what is stored: as long as it lives, no other server may use the same name in the same database.</summary>
/// <remarks>It is a lock that PostgreSQL gives up by itself when the server dies. Each hold has a number, which names the cluster of its silos, so
/// that the members of former clusters confuse nobody.</remarks>
internal sealed class StorageClaim : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly PostgresConnection _database;
    private readonly string _service;
    private readonly int _number;
    private NpgsqlConnection _held;

    private StorageClaim(PostgresConnection database, string service, int number, NpgsqlConnection held)
    {
        this._database = database;
        this._service = service;
        this._number = number;
        this._held = held;
    }

    /// <summary>The cluster of the server's silos.</summary>
    public string Cluster => $"{_service}-{_number}";

    /// <summary>Takes hold, and clears away what is left of former clusters' members.</summary>
    /// <param name="database">Where.</param>
    /// <param name="service">The name.</param>
    /// <exception cref="SiloSettingsException">The database cannot be reached, does not hold the schema, or another server has the name.</exception>
    public static async Task<StorageClaim> Take(PostgresConnection database, string service)
    {
        var connection = await database.Open();
        try
        {
            await SchemaInDatabase.Require(connection, database);
            if (!await TryLock(connection, service))
            {
                throw new SiloSettingsException(
                    $"another server uses database '{database.Database}' of {database.Server} under the name '{service}'; expected that to be stopped, or another {StorageOptions.Section}:{nameof(StorageOptions.Service)}"
                );
            }

            await using var command = new NpgsqlCommand(
                """
                INSERT INTO sva_service AS s (service, starts) VALUES (@service, 1) ON CONFLICT (service) DO UPDATE SET starts = s.starts + 1;
                DELETE FROM sva_cluster WHERE left(cluster, length(@service) + 1) = @service || '-' AND substr(cluster, length(@service) + 2) ~ '^[0-9]+$';
                SELECT starts FROM sva_service WHERE service = @service;
                """,
                connection
            );
            command.Parameters.AddWithValue("service", service);
            var number = (int)(await command.ExecuteScalarAsync())!;
            return new(database, service, number, connection);
        }
        catch (Exception failure) when (StorageFaults.Explain(failure, database) is { } why)
        {
            await connection.DisposeAsync();
            throw new SiloSettingsException(why, failure);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Looks after it until told to stop: a database that was away for a while is taken hold of again, and when another server has
    /// taken it over meanwhile, this one ends.</summary>
    public async Task Keep(IHostApplicationLifetime lifetime, Action<bool> tell, Outages outages, ILogger logger, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookInterval);
        var isLost = false;
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                if (isLost || !await IsHeld(stop))
                {
                    await _held.DisposeAsync();
                    isLost = true;
                    _held = await _database.Open();
                    if (await Starts(_held, stop) != _number)
                    {
                        SiloLog.StorageTaken(logger, _service);
                        lifetime.StopApplication();
                        return;
                    }

                    isLost = !await TryLock(_held, _service);
                    if (!isLost)
                    {
                        outages.Note();
                        SiloLog.StorageBack(logger, _database.Server);
                        tell(true);
                    }
                }
            }
            catch (Exception away) when (away is SiloSettingsException or NpgsqlException)
            {
                outages.Note();
                if (!isLost)
                {
                    tell(false);
                    SiloLog.StorageAway(logger, away is SiloSettingsException ? away.Message : StorageFaults.Explain(away, _database)!);
                }

                isLost = true;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _held.DisposeAsync();

    /// <summary>The SQL that tries to take the lock of a name, for as long as its connection is open.</summary>
    /// <param name="name">The SQL that the name is.</param>
    internal static string TryLockOf(string name) => $"pg_try_advisory_lock(hashtextextended(current_schema() || '/sva/' || {name}, 0))";

    private static async Task<bool> TryLock(NpgsqlConnection connection, string service)
    {
        await using var command = new NpgsqlCommand($"SELECT {TryLockOf("@service")}", connection);
        command.Parameters.AddWithValue("service", service);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private async Task<bool> IsHeld(CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("SELECT 1", _held);
        return await command.ExecuteScalarAsync(stop) is 1;
    }

    private async Task<int?> Starts(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("SELECT starts FROM sva_service WHERE service = @service", connection);
        command.Parameters.AddWithValue("service", _service);
        return await command.ExecuteScalarAsync(stop) as int?;
    }
}
