using Microsoft.Extensions.Options;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Silo.Settings;

/// <summary>Where a cluster stores its membership and the state of its hosts.</summary>
public enum StorageKind
{
    /// <summary>In the server's memory: lost when the server ends.</summary>
    Memory,

    /// <summary>In a PostgreSQL database, which outlives the server. Orleans only.</summary>
    PostgreSql,
}

/// <summary>The storage settings of a cluster that serves: section <c>SvaOrleans:Storage</c> of <c>appsettings.json</c>, or environment
/// variables such as <c>SvaOrleans__Storage__Password</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SvaOrleans:Storage";

    /// <summary>The kind of storage; default in memory.</summary>
    public StorageKind Kind { get; set; }

    /// <summary>The connection string of the database, as Npgsql reads it: <c>Host=127.0.0.1;Database=sva;Username=sva</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The user's password, if neither the connection string nor PostgreSQL's usual places (<c>PGPASSWORD</c>, <c>~/.pgpass</c>)
    /// hold it.</summary>
    public string? Password { get; set; }

    /// <summary>The service ID, under which hosts are stored. Servers with different service IDs share a database and no data.</summary>
    public string Service { get; set; } = nameof(SvaOrleans);
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    private const int ServiceMax = 100;

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        if (options.Kind == StorageKind.PostgreSql && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail(
                $"{StorageOptions.Section}:{nameof(StorageOptions.ConnectionString)} is missing; expected where the database is, such as Host=127.0.0.1;Database=sva;Username=sva"
            );
        }

        return
            options.Service.Length is >= 1 and <= ServiceMax
            && options.Service.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{StorageOptions.Section}:{nameof(StorageOptions.Service)} is '{Quoted.Of(options.Service)}'; expected 1 to {ServiceMax} letters, digits, dashes, dots or underscores"
            );
    }
}
