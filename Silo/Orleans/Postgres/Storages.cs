using Microsoft.Extensions.Configuration;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>Prepares storage that outlives a cluster.</summary>
public static class Storages
{
    /// <summary>Applies the schema to the database of the settings.</summary>
    /// <param name="settings">Settings that override file and environment, as pairs.</param>
    /// <returns>The changes, for people.</returns>
    /// <exception cref="SiloSettingsException">No database is set, or it cannot be used; the message says why and what to do.</exception>
    public static async Task<string> ApplySchema(IReadOnlyList<string> settings)
    {
        var configuration = new ConfigurationManager();
        SiloSettings.Read(configuration, settings);
        var options = PostgresConnection.ReadOptions(configuration);
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            throw new SiloSettingsException(
                $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)} is missing; expected where the database is, such as Host=127.0.0.1;Database=sva;Username=sva"
            );
        }

        return await SchemaInDatabase.Apply(new(options));
    }
}
