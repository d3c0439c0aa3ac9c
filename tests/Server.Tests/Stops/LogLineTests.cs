using System.Text.Json;
using Microsoft.Extensions.Logging;
using SvaOrleans.Silo.Logging;

namespace SvaOrleans.Server.Tests.Stops;

/// <summary>Each entry of the log is one line, whatever text clients have put into it; colours are for terminals.</summary>
public sealed class LogLineTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    [Fact]
    public void Text_has_the_time_the_level_and_the_process_first() =>
        Assert.Equal(
            "2026-03-04T05:06:07.089Z warning silo-1: a host is away\n",
            Text(new(Time, LogLevel.Warning, "silo-1", "SvaOrleans.Silo.X", 3, "a host is away", null))
        );

    [Fact]
    public void A_library_is_named_and_a_fault_is_told_in_full() =>
        Assert.Equal(
            "2026-03-04T05:06:07.089Z error server: Orleans.Grain[7]: it broke\n    System.Exception: why\n       at X.Y()\n",
            Text(new(Time, LogLevel.Error, "server", "Orleans.Grain", 7, "it broke", "System.Exception: why\n   at X.Y()"))
        );

    [Fact]
    public void What_others_wrote_begins_no_line_and_steers_no_terminal() =>
        Assert.Equal(
            "2026-03-04T05:06:07.089Z error server: a\n    2026 error\\u001b[2J\n",
            Text(new(Time, LogLevel.Error, "server", "SvaOrleans.X", 0, "a\r\n2026 error\e[2J", null))
        );

    [Fact]
    public void Colours_are_written_only_where_they_are_shown()
    {
        var line = new LogLine(Time, LogLevel.Error, "server", "SvaOrleans.X", 0, "a", null);
        Assert.DoesNotContain('\e', Text(line));
        Assert.Contains("\e[31merror\e[0m", Text(line, hasColors: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_object_on_one_line()
    {
        using var output = new StringWriter();
        new LogLine(Time, LogLevel.Critical, "silo-2", "Orleans.Grain", 7, "a\nb", "System.Exception: why\n   at X.Y()").WriteJson(output);
        var text = output.ToString();
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        var entry = JsonDocument.Parse(text).RootElement;
        Assert.Equal("2026-03-04T05:06:07.089Z", entry.GetProperty("time").GetString());
        Assert.Equal("critical", entry.GetProperty("level").GetString());
        Assert.Equal("silo-2", entry.GetProperty("process").GetString());
        Assert.Equal(7, entry.GetProperty("event").GetInt32());
        Assert.Equal(
            ("a\nb", "System.Exception: why\n   at X.Y()"),
            (entry.GetProperty("message").GetString(), entry.GetProperty("fault").GetString())
        );
    }

    private static string Text(LogLine line, bool hasColors = false)
    {
        using var output = new StringWriter();
        line.WriteText(output, hasColors);
        return output.ToString();
    }
}
