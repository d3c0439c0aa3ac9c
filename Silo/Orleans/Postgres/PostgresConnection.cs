using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>Where the database is, and how it is reached.</summary>
internal sealed class PostgresConnection
{
    /// <summary>What Orleans' providers call this kind of database.</summary>
    public const string Invariant = "Npgsql";

    // How long a start waits for a server that does not answer; s.
    private const int OpenLimit = 5;

    // Of each silo. A server takes 100 by default, for all silos together.
    private const int PoolMax = 8;

    private readonly NpgsqlConnectionStringBuilder _parts;

    /// <summary>Reads what was set.</summary>
    /// <param name="options">What was set.</param>
    /// <exception cref="SiloSettingsException">The connection string cannot be read.</exception>
    public PostgresConnection(StorageOptions options)
    {
        try
        {
            // Which keys were given at all is known before defaults are filled in.
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
            // What it says of the text may hold the password.
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

        // Silo processes are handed the whole of it, and do not see the server's variables.
        _parts.Password = options.Password ?? _parts.Password ?? Environment.GetEnvironmentVariable("PGPASSWORD");
    }

    /// <summary>The whole of it, with the password: for the providers, and never for people.</summary>
    public string Secret => _parts.ConnectionString;

    /// <summary>The server, for people.</summary>
    public string Server => _parts.Host!.StartsWith('/') ? $"{_parts.Host} (port {_parts.Port})" : $"{_parts.Host}:{_parts.Port}";

    /// <summary>The database; the user's own when none is named.</summary>
    public string Database => _parts.Database ?? User;

    /// <summary>The user; whoever runs this when none is named.</summary>
    public string User => _parts.Username ?? Environment.GetEnvironmentVariable("PGUSER") ?? Environment.UserName;

    /// <summary>The whole of it, for people.</summary>
    public string About => $"PostgreSQL at {Server}, database {Database}, user {User}";

    /// <summary>Reads what was set for storage from settings and environment.</summary>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static StorageOptions ReadOptions(IServiceProvider services) =>
        SiloSettings.Check(() => services.GetRequiredService<IOptions<StorageOptions>>().Value);

    /// <summary>Reads what was set for storage from settings and environment alone.</summary>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static StorageOptions ReadOptions(IConfiguration configuration)
    {
        var services = new ServiceCollection().AddSingleton(configuration);
        SiloSettings.AddStorage(services);
        using var provider = services.BuildServiceProvider();
        return ReadOptions(provider);
    }

    /// <summary>Opens a connection that is nobody else's, soon or not at all.</summary>
    /// <exception cref="SiloSettingsException">It cannot be opened; says why and what to do.</exception>
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
