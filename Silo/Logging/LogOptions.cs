using Microsoft.Extensions.Options;

namespace SvaOrleans.Silo.Logging;

/// <summary>The format of log lines.</summary>
public enum LogFormat
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>One JSON object per line.</summary>
    Json,
}

/// <summary>The settings of the log on standard error.</summary>
public sealed class LogOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "SvaOrleans:Log";

    /// <summary>The format of log lines.</summary>
    public LogFormat Format { get; set; }

    /// <summary>Whether the entries of libraries about a stop or an outage are also written, at once and in full.</summary>
    public bool Everything { get; set; }

    /// <summary>The environment variables that pass these settings to silo processes.</summary>
    /// <param name="options">The server's settings.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Environment(LogOptions options) =>
        [new(Variable(nameof(Format)), options.Format.ToString()), new(Variable(nameof(Everything)), options.Everything.ToString())];

    private static string Variable(string key) => $"{Section}:{key}".Replace(":", "__", StringComparison.Ordinal);
}

/// <summary>Checks <see cref="LogOptions"/>.</summary>
internal sealed class LogOptionsValidator : IValidateOptions<LogOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LogOptions options) =>
        Enum.IsDefined(options.Format)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{LogOptions.Section}:{nameof(LogOptions.Format)} is {(int)options.Format}; expected {string.Join(" or ", Enum.GetNames<LogFormat>())}"
            );
}
