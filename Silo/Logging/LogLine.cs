using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace SvaOrleans.Silo.Logging;

/// <summary>One entry of the log, as it is written.</summary>
/// <param name="Time">The time, in UTC.</param>
/// <param name="Level">The level.</param>
/// <param name="Source">The process that writes it.</param>
/// <param name="Category">The category.</param>
/// <param name="Event">The event ID.</param>
/// <param name="Message">The message.</param>
/// <param name="Fault">Type, message and stack of the exception; null if there is none.</param>
internal readonly record struct LogLine(
    DateTimeOffset Time,
    LogLevel Level,
    string Source,
    string Category,
    int Event,
    string Message,
    string? Fault
)
{
    private const string Own = nameof(SvaOrleans) + ".";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the entry as one line, with the exception's stack below it.</summary>
    /// <param name="output">The output.</param>
    /// <param name="hasColors">Whether the output is a terminal that shows colours.</param>
    public void WriteText(TextWriter output, bool hasColors)
    {
        var text = new StringBuilder().Append(TimeText).Append(' ');
        var color = hasColors ? Color : null;
        text.Append(color).Append(LevelText).Append(color is null ? "" : "\e[0m").Append(' ').Append(Source).Append(": ");
        if (!Category.StartsWith(Own, StringComparison.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{Category}[{Event}]: ");
        }

        AppendPlain(text, Message);
        if (Fault is not null)
        {
            text.Append("\n    ");
            AppendPlain(text, Fault);
        }

        output.Write(text.Append('\n').ToString());
    }

    /// <summary>Writes the entry as a JSON object on one line.</summary>
    /// <param name="output">The output.</param>
    public void WriteJson(TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("time", TimeText);
            json.WriteString("level", LevelText);
            json.WriteString("process", Source);
            json.WriteNumber("pid", Environment.ProcessId);
            json.WriteString("category", Category);
            json.WriteNumber("event", Event);
            json.WriteString("message", Message);
            if (Fault is not null)
            {
                json.WriteString("fault", Fault);
            }

            json.WriteEndObject();
        }

        output.Write(Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
    }

    private string TimeText => Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private string LevelText =>
        Level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warning",
            LogLevel.Error => "error",
            _ => "critical",
        };

    private string Color =>
        Level switch
        {
            LogLevel.Error or LogLevel.Critical => "\e[31m",
            LogLevel.Warning => "\e[33m",
            _ => "\e[32m",
        };

    // Text from outside must neither begin a log line nor control the terminal.
    private static void AppendPlain(StringBuilder text, string given)
    {
        foreach (var letter in given)
        {
            if (letter == '\n')
            {
                text.Append("\n    ");
            }
            else if (!char.IsControl(letter))
            {
                text.Append(letter);
            }
            else if (letter != '\r')
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            }
        }
    }
}
