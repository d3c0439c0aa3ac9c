using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Orleans.Trust;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>The data that a server passes to each silo process that it starts, as the first line of its standard input. No other process
/// can read that line, unlike a command line or an environment.</summary>
/// <param name="Certificate">The silo's certificate and its key: the secret that joining requires.</param>
/// <param name="Authority">The certificate of its authority.</param>
/// <param name="Storage">The database for membership and storage; null for in memory.</param>
internal sealed record SiloHandover(byte[] Certificate, byte[] Authority, StorageHandover? Storage)
{
    private const int LengthMax = 1 << 16;

    private static readonly string[] SecretSections = ["SvaOrleans:Storage:", "SvaOrleans:Serve:"];
    private static readonly string[] SecretNames = ["PGPASSWORD", "SVA_TOKEN"];

    /// <summary>Creates the handover of one silo.</summary>
    /// <param name="credentials">The silo's credentials.</param>
    /// <param name="database">The database for membership and storage.</param>
    public static SiloHandover Of(SiloCredentials credentials, DatabaseSilo? database) =>
        new(
            credentials.Written,
            credentials.Authority,
            database is null ? null : new(database.Connection.Secret, database.Service, database.Cluster)
        );

    /// <summary>Whether a variable of the server's environment is kept from silo processes.</summary>
    /// <param name="variable">The variable's name.</param>
    public static bool Withholds(string variable)
    {
        var setting = variable.Replace("__", ":", StringComparison.Ordinal);
        return SecretNames.Contains(variable, StringComparer.OrdinalIgnoreCase)
            || SecretSections.Any(section => setting.StartsWith(section, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads the handover.</summary>
    /// <param name="input">The process's standard input.</param>
    /// <param name="limit">Ends the wait.</param>
    /// <exception cref="SiloSettingsException">The line is no handover of a server.</exception>
    public static async Task<SiloHandover> Read(TextReader input, CancellationToken limit)
    {
        try
        {
            var line = await Task.Run(() => FirstLine(input), limit).WaitAsync(limit);
            return JsonSerializer.Deserialize<SiloHandover>(line, ProcessJson.Options) ?? throw NotHandedOver();
        }
        catch (Exception wrong) when (wrong is JsonException or OperationCanceledException)
        {
            throw NotHandedOver();
        }
    }

    /// <summary>The fault of a silo that was started without a server.</summary>
    public static SiloSettingsException NotHandedOver() =>
        new("its standard input does not hold what a server hands to the silos that it starts; expected to be started by sva up");

    /// <summary>The line of the handover.</summary>
    public string Write() => JsonSerializer.Serialize(this, ProcessJson.Options);

    /// <summary>The silo's certificate and the authority that it trusts.</summary>
    /// <exception cref="SiloSettingsException">They cannot be read.</exception>
    public SiloCredentials Credentials()
    {
        try
        {
            return SiloCredentials.Load(Certificate, Authority);
        }
        catch (CryptographicException)
        {
            throw NotHandedOver();
        }
    }

    /// <summary>The database for membership and storage; null for in memory.</summary>
    public DatabaseSilo? Database() =>
        Storage is null
            ? null
            : new(
                new(
                    new()
                    {
                        Kind = StorageKind.PostgreSql,
                        ConnectionString = Storage.ConnectionString,
                        Service = Storage.Service,
                    }
                ),
                Storage.Service,
                Storage.Cluster
            );

    // Input that comes from no server may never end its line.
    private static string FirstLine(TextReader input)
    {
        var line = new StringBuilder();
        for (var letter = input.Read(); letter >= 0 && letter != '\n'; letter = input.Read())
        {
            if (line.Length == LengthMax)
            {
                throw NotHandedOver();
            }

            line.Append((char)letter);
        }

        return line.ToString();
    }
}

/// <summary>The database of a silo.</summary>
/// <param name="ConnectionString">The connection string, with the password.</param>
/// <param name="Service">The service ID, under which hosts are stored.</param>
/// <param name="Cluster">The cluster ID, under which the silos find each other.</param>
internal sealed record StorageHandover(string ConnectionString, string Service, string Cluster);
