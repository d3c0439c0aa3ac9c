using System.Globalization;
using System.Text;

namespace SvaOrleans.Documents;

/// <summary>Text that comes from files and other machines, made fit to be shown.</summary>
public static class PrintableText
{
    /// <summary>The text with <c>\x1b</c> and the like for control characters: it must neither break the line nor steer the reader's
    /// terminal.</summary>
    /// <param name="text">The text.</param>
    public static string OneLine(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var line = new StringBuilder();
        foreach (var c in text)
        {
            _ = char.IsControl(c) ? line.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : line.Append(c);
        }

        return line.ToString();
    }
}
