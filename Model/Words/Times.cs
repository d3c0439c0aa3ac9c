using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>Writes modelled times in a unit that people can take in.</summary>
public static class Times
{
    /// <summary>A time or duration with three figures that count: 850 ns, 12.3 us, 5.00 ms.</summary>
    public static string Of(VirtualTime time)
    {
        var ns = time.Nanoseconds;
        return Math.Abs(ns) switch
        {
            < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{ns} ns"),
            < 1_000_000 => Scaled(ns / 1e3, "us"),
            < 1_000_000_000 => Scaled(ns / 1e6, "ms"),
            _ => Scaled(ns / 1e9, "s"),
        };
    }

    /// <summary>Measured wall time.</summary>
    public static string Of(TimeSpan time) =>
        time.TotalSeconds >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");

    private static string Scaled(double value, string unit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{value.ToString(value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture)} {unit}"
        );
}
