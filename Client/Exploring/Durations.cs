using System.Globalization;
using SvaOrleans.Documents;

namespace SvaOrleans.Client.Exploring;

/// <summary>Durations as people type them: 30s, 5m, 1h.</summary>
internal static class Durations
{
    /// <summary>Reads one.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">The text that the user typed.</param>
    /// <exception cref="InputException">The text is not a duration.</exception>
    public static TimeSpan Read(string option, string text)
    {
        var seconds =
            text.Length < 2
                ? 0
                : text[^1] switch
                {
                    's' => 1,
                    'm' => 60,
                    'h' => 3600,
                    _ => 0,
                };
        return
            seconds > 0
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= 100_000
            ? TimeSpan.FromSeconds((double)number * seconds)
            : throw new InputException(option, 0, 0, $"'{text}' is no duration", "a number with s, m or h, as 30s");
    }
}
