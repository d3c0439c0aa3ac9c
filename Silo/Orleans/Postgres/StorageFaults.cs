using System.Net.Sockets;
using Npgsql;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>Explains faults of a database and what to do; never with the password.</summary>
internal static class StorageFaults
{
    private const string Silent = "no PostgreSQL server answers at";

    private const string Apply = "`./sva schema --apply` makes it";

    /// <summary>The explanation, for people; null if the failure has another cause.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="at">The database.</param>
    public static string? Explain(Exception failure, PostgresConnection at) =>
        failure switch
        {
            PostgresException refused => refused.SqlState switch
            {
                PostgresErrorCodes.InvalidPassword => Password(at),
                PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    $"PostgreSQL at {at.Server} does not let user '{at.User}' in: {refused.MessageText}; expected a user that pg_hba.conf lets in",
                PostgresErrorCodes.InvalidCatalogName =>
                    $"PostgreSQL at {at.Server} has no database '{at.Database}'; expected one that exists: make it (createdb {at.Database}), then its schema (./sva schema --apply)",
                PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName =>
                    Missing(at),
                PostgresErrorCodes.InsufficientPrivilege =>
                    $"user '{at.User}' may not do what is needed in database '{at.Database}' of {at.Server}: {refused.MessageText}; expected a user that owns the schema of SvaOrleans, or was granted its tables",
                _ => $"PostgreSQL at {at.Server}, database '{at.Database}', says: {refused.MessageText} ({refused.SqlState})",
            },
            NpgsqlException { InnerException: SocketException or TimeoutException or IOException } silent =>
                $"{Silent} {at.Server} ({silent.InnerException!.Message}); expected one: start it, or correct {StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}",
            SocketException or TimeoutException =>
                $"{Silent} {at.Server} ({failure.Message}); expected one: start it, or correct {StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)}",
            NpgsqlException unasked when unasked.Message.StartsWith("No password", StringComparison.Ordinal) => Password(at),
            NpgsqlException other => $"PostgreSQL at {at.Server}, database '{at.Database}', cannot be used: {other.Message}",
            _ => null,
        };

    /// <summary>Whether a message of <see cref="Explain"/> says that the database cannot be reached.</summary>
    public static bool IsAway(string message) =>
        message.StartsWith(Silent, StringComparison.Ordinal)
        || message.EndsWith("(57P01)", StringComparison.Ordinal)
        || message.EndsWith("(57P02)", StringComparison.Ordinal)
        || message.EndsWith("(57P03)", StringComparison.Ordinal);

    /// <summary>The schema is missing.</summary>
    public static string Missing(PostgresConnection at) =>
        $"database '{at.Database}' of {at.Server} does not hold the schema of SvaOrleans; {Apply}";

    /// <summary>The schema has another version.</summary>
    public static string OfVersion(int version, PostgresConnection at) =>
        version < StorageSchema.Version
            ? $"the schema of SvaOrleans in database '{at.Database}' of {at.Server} is of version {version}; expected {StorageSchema.Version}: {Apply}"
            : $"the schema of SvaOrleans in database '{at.Database}' of {at.Server} is of version {version}, newer than this program's ({StorageSchema.Version}); expected a program as new";

    private static string Password(PostgresConnection at) =>
        $"PostgreSQL at {at.Server} does not take the password of user '{at.User}', or there is none; expected the right one in SvaOrleans__Storage__Password or PGPASSWORD of the environment, or in ~/.pgpass";
}
