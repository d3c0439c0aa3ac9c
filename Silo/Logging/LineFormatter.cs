using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace SvaOrleans.Silo.Logging;

/// <summary>Formats log entries: one line each, with the time, as text or as JSON. An exception of an outage is written without its
/// stack.</summary>
internal sealed class LineFormatter(IOptions<LogOptions> options, LogSource source, TimeProvider time, IEnumerable<ILogSieve> sieves)
    : ConsoleFormatter(FormatterName)
{
    /// <summary>The formatter's name in the logging options.</summary>
    public const string FormatterName = "sva";

    private readonly bool _hasColors =
        !Console.IsErrorRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private readonly ILogSieve[] _sieves = [.. sieves];

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var (category, id, fault) = (logEntry.Category, logEntry.EventId, logEntry.Exception);
        var isOwn = category.StartsWith(nameof(SvaOrleans), StringComparison.Ordinal);
        var isQuiet = !options.Value.Everything;
        var (level, message) = (logEntry.LogLevel, logEntry.Formatter(logEntry.State, fault));
        if (isQuiet && !isOwn && _sieves.Any(sieve => sieve.Takes(level, category, id, message, fault)))
        {
            return;
        }

        var isShort = fault is not null && isQuiet && _sieves.Any(sieve => sieve.IsOutage(fault));
        var line = new LogLine(
            time.GetUtcNow(),
            level,
            source.Name,
            category,
            id.Id,
            isShort ? $"{message}: {fault!.Message.ReplaceLineEndings(" ")}" : message,
            isShort ? null : fault?.ToString()
        );
        if (options.Value.Format == LogFormat.Json)
        {
            line.WriteJson(textWriter);
        }
        else
        {
            line.WriteText(textWriter, _hasColors);
        }
    }
}
