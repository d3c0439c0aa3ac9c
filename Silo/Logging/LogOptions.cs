using Microsoft.Extensions.Options;

namespace SvaOrleans.Silo.Logging;

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>Lines for people.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>What can be set for the log on standard error.</summary>
public sealed class LogOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "SvaOrleans:Log";

    /// <summary>How log lines look.</summary>
    public LogFormat Format { get; set; }

    /// <summary>Whether also that is written, at once and in full, which libraries say of a stop or an outage.</summary>
    public bool Everything { get; set; }

    /// <summary>How silo processes learn the format by their environment.</summary>
    /// <param name="options">What is set for the server.</param>
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
