using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Orleans.Trust;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>What a server hands to each silo process that it starts, as the first line of its standard input, which nobody else can read:
/// unlike command lines, and the environment of processes.</summary>
/// <param name="Certificate">The silo's certificate and its key: the secret without which nobody can join.</param>
/// <param name="Authority">The certificate of the authority that made it.</param>
/// <param name="Storage">Where the silo finds the others and stores; null for in memory.</param>
internal sealed record SiloHandover(byte[] Certificate, byte[] Authority, StorageHandover? Storage)
{
    private const int LengthMax = 1 << 16;

    private static readonly string[] SecretSections = ["SvaOrleans:Storage:", "SvaOrleans:Serve:"];
    private static readonly string[] SecretNames = ["PGPASSWORD", "SVA_TOKEN"];

    /// <summary>What is for one silo.</summary>
    /// <param name="credentials">Its own.</param>
    /// <param name="database">Where it finds the others and stores.</param>
    public static SiloHandover Of(SiloCredentials credentials, DatabaseSilo? database) =>
        new(
            credentials.Written,
            credentials.Authority,
            database is null ? null : new(database.Connection.Secret, database.Service, database.Cluster)
        );

    /// <summary>Whether a variable of the server's environment is the server's alone.</summary>
    /// <param name="variable">Its name.</param>
    public static bool Withholds(string variable)
    {
        var setting = variable.Replace("__", ":", StringComparison.Ordinal);
        return SecretNames.Contains(variable, StringComparer.OrdinalIgnoreCase)
            || SecretSections.Any(section => setting.StartsWith(section, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads what was handed over.</summary>
    /// <param name="input">The process's standard input.</param>
    /// <param name="limit">Ends the wait.</param>
    /// <exception cref="SiloSettingsException">It is not what a server hands over.</exception>
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

    /// <summary>What to say to whoever starts a silo without a server.</summary>
    public static SiloSettingsException NotHandedOver() =>
        new(
            "its standard input does not hold what a server hands to the silos that it starts; expected to be started by sva up, and by nobody else"
        );

    /// <summary>The line to write.</summary>
    public string Write() => JsonSerializer.Serialize(this, ProcessJson.Options);

    /// <summary>What the silo shows, and by what it knows the others.</summary>
    /// <exception cref="SiloSettingsException">It cannot be read.</exception>
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

    /// <summary>Where the silo finds the others and stores; null for in memory.</summary>
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

    // An input that is no server's may go on for ever without a line's end.
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

/// <summary>Which database a silo uses.</summary>
/// <param name="ConnectionString">Where it is, with the password.</param>
/// <param name="Service">Under which name hosts are stored.</param>
/// <param name="Cluster">Under which name the silos find each other.</param>
internal sealed record StorageHandover(string ConnectionString, string Service, string Cluster);
