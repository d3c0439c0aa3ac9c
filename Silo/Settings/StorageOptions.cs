using Microsoft.Extensions.Options;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Silo.Settings;

/// <summary>Where a cluster that serves keeps its membership and what its hosts store.</summary>
public enum StorageKind
{
    /// <summary>In the server: it is gone when the server is.</summary>
    Memory,

    /// <summary>In a PostgreSQL database, which outlives the server. Only on Orleans.</summary>
    PostgreSql,
}

/// <summary>What can be set for the storage of a cluster that serves, in section <c>SvaOrleans:Storage</c> of <c>appsettings.json</c> or by
/// environment variables such as <c>SvaOrleans__Storage__Password</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SvaOrleans:Storage";

    /// <summary>Where things are kept; default in memory.</summary>
    public StorageKind Kind { get; set; }

    /// <summary>Where the database is, as Npgsql reads it: <c>Host=127.0.0.1;Database=sva;Username=sva</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The user's password, when it stands neither in the connection string nor where PostgreSQL's own programs look for it
    /// (<c>PGPASSWORD</c>, <c>~/.pgpass</c>).</summary>
    public string? Password { get; set; }

    /// <summary>The name under which hosts are stored: servers of different names share a database and nothing else.</summary>
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
