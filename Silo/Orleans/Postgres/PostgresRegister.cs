using Npgsql;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>The register of hosts in the database.</summary>
/// <param name="database">The database.</param>
/// <param name="service">The service ID.</param>
internal sealed class PostgresRegister(PostgresConnection database, string service) : IHostRegister, IAsyncDisposable
{
    // How long the database may take to answer a check.
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(3);

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(database.Secret);

    public bool OutlivesServer => true;

    public async Task<IReadOnlyList<RegisteredHost>> Read()
    {
        try
        {
            return await ReadAll();
        }
        catch (Exception away) when (StorageFaults.Explain(away, database) is { } why)
        {
            throw new SiloSettingsException(why, away);
        }
    }

    private async Task<IReadOnlyList<RegisteredHost>> ReadAll()
    {
        await using var command = Command("SELECT host, generation, client FROM sva_host WHERE service = @service ORDER BY host");
        await using var reader = await command.ExecuteReaderAsync();
        var hosts = new List<RegisteredHost>();
        while (await reader.ReadAsync())
        {
            hosts.Add(new(new(reader.GetString(0), reader.GetString(1)), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return hosts;
    }

    public async Task Put(RegisteredHost host)
    {
        await using var command = Command(
            """
            INSERT INTO sva_host (service, host, generation, client) VALUES (@service, @host, @generation, @client)
                ON CONFLICT (service, host) DO UPDATE SET generation = excluded.generation, client = excluded.client
            """
        );
        command.Parameters.AddWithValue("host", host.Address.Name);
        command.Parameters.AddWithValue("generation", host.Address.Generation);
        command.Parameters.Add(new("client", NpgsqlTypes.NpgsqlDbType.Text) { Value = (object?)host.Client ?? DBNull.Value });
        await Do(command);
    }

    public async Task Remove(string host)
    {
        await using var command = Command("DELETE FROM sva_host WHERE service = @service AND host = @host");
        command.Parameters.AddWithValue("host", host);
        await Do(command);
    }

    public async Task<string?> WhyNot()
    {
        try
        {
            return await TakesWrites().WaitAsync(LookLimit) ? null : "the database takes no writes; what must be stored cannot be";
        }
        catch (Exception away) when (away is TimeoutException || StorageFaults.Explain(away, database) is not null)
        {
            return "the database does not answer; what must be stored cannot be";
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task Do(NpgsqlCommand command)
    {
        try
        {
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception away) when (StorageFaults.Explain(away, database) is { } why)
        {
            throw new OutcomeUnknownException(why, away);
        }
    }

    private async Task<bool> TakesWrites()
    {
        try
        {
            return await Look();
        }
        catch (NpgsqlException)
        {
            // A pooled connection may have died with a database server that has returned since.
            return await Look();
        }

        async Task<bool> Look()
        {
            await using var command = _source.CreateCommand("SELECT current_setting('transaction_read_only') = 'off'");
            command.CommandTimeout = (int)LookLimit.TotalSeconds;
            return (bool)(await command.ExecuteScalarAsync())!;
        }
    }

    private NpgsqlCommand Command(string text)
    {
        var command = _source.CreateCommand(text);
        command.Parameters.AddWithValue("service", service);
        return command;
    }
}
