using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>A server's claim on its storage: while the server lives, no other server may use the same service ID in the same
/// database.</summary>
/// <remarks>The claim is an advisory lock, which PostgreSQL releases when the server dies. Each claim has a number, which names the cluster
/// of its silos, so that the members of former clusters are not read as its own.</remarks>
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

    /// <summary>The cluster ID of the server's silos.</summary>
    public string Cluster => $"{_service}-{_number}";

    /// <summary>Takes the claim and deletes the members of former clusters.</summary>
    /// <param name="database">The database.</param>
    /// <param name="service">The service ID.</param>
    /// <exception cref="SiloSettingsException">The database cannot be reached, has no schema, or another server has the service
    /// ID.</exception>
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

    /// <summary>Watches the claim until cancelled. After an outage of the database it takes the claim again. If another server has taken it
    /// meanwhile, this server ends.</summary>
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

    /// <summary>The SQL that tries to take the lock of a service ID. The lock lasts as long as the connection.</summary>
    /// <param name="name">The SQL expression of the service ID.</param>
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
