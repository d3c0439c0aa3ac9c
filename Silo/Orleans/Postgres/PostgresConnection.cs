using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>The address of the database and the connections to it.</summary>
internal sealed class PostgresConnection
{
    /// <summary>The invariant name of this kind of database in Orleans' providers.</summary>
    public const string Invariant = "Npgsql";

    // How long a start waits for a server that does not answer, in seconds.
    private const int OpenLimit = 5;

    // Per silo. A server takes 100 by default, for all silos together.
    private const int PoolMax = 8;

    private readonly NpgsqlConnectionStringBuilder _parts;

    /// <summary>Reads the settings.</summary>
    /// <param name="options">The settings.</param>
    /// <exception cref="SiloSettingsException">The connection string cannot be read.</exception>
    public PostgresConnection(StorageOptions options)
    {
        try
        {
            // Read which keys are given before defaults are filled in.
            var given = new DbConnectionStringBuilder { ConnectionString = options.ConnectionString };
            _parts = new(options.ConnectionString) { ApplicationName = nameof(SvaOrleans) };
            if (!given.ContainsKey("Maximum Pool Size") && !given.ContainsKey("MaxPoolSize"))
            {
                _parts.MaxPoolSize = Math.Max(PoolMax, _parts.MinPoolSize);
            }
        }
        catch (Exception wrong)
            when (wrong is ArgumentException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
            // The parser's message may hold the password.
            throw new SiloSettingsException(
                $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)} cannot be read; expected keys and values such as Host=127.0.0.1;Port=5432;Database=sva;Username=sva"
            );
        }

        if (string.IsNullOrEmpty(_parts.Host))
        {
            throw new SiloSettingsException(
                $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)} names no Host; expected where the database is, such as Host=127.0.0.1;Database=sva;Username=sva"
            );
        }

        // Silo processes receive the complete string, and do not inherit the server's variables.
        _parts.Password = options.Password ?? _parts.Password ?? Environment.GetEnvironmentVariable("PGPASSWORD");
    }

    /// <summary>The complete connection string, with the password: for the providers, never for messages.</summary>
    public string Secret => _parts.ConnectionString;

    /// <summary>The server, for people.</summary>
    public string Server => _parts.Host!.StartsWith('/') ? $"{_parts.Host} (port {_parts.Port})" : $"{_parts.Host}:{_parts.Port}";

    /// <summary>The database; the one with the user's name if none is set.</summary>
    public string Database => _parts.Database ?? User;

    /// <summary>The database user; the user of this process if none is set.</summary>
    public string User => _parts.Username ?? Environment.GetEnvironmentVariable("PGUSER") ?? Environment.UserName;

    /// <summary>Server, database and user, for people.</summary>
    public string About => $"PostgreSQL at {Server}, database {Database}, user {User}";

    /// <summary>Reads the storage settings from a process's services.</summary>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static StorageOptions ReadOptions(IServiceProvider services) =>
        SiloSettings.Check(() => services.GetRequiredService<IOptions<StorageOptions>>().Value);

    /// <summary>Reads the storage settings from a configuration.</summary>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static StorageOptions ReadOptions(IConfiguration configuration)
    {
        var services = new ServiceCollection().AddSingleton(configuration);
        SiloSettings.AddStorage(services);
        using var provider = services.BuildServiceProvider();
        return ReadOptions(provider);
    }

    /// <summary>Opens a connection outside the pool, within a time limit.</summary>
    /// <exception cref="SiloSettingsException">It cannot be opened; the message says why and what to do.</exception>
    public async Task<NpgsqlConnection> Open()
    {
        var own = new NpgsqlConnectionStringBuilder(Secret)
        {
            Pooling = false,
            Timeout = Math.Min(OpenLimit, _parts.Timeout == 0 ? OpenLimit : _parts.Timeout),
        };
        var connection = new NpgsqlConnection(own.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch (Exception failure) when (StorageFaults.Explain(failure, this) is { } why)
        {
            await connection.DisposeAsync();
            throw new SiloSettingsException(why, failure);
        }
    }
}
