using System.Buffers;

namespace SvaOrleans.Inputs.Files;

/// <summary>
/// What others put before each line of a text that they pass on: mail quotes, the prefixes of journals, containers and build logs.
/// </summary>
internal static class LinePrefix
{
    private const int PrefixesMost = 4;
    private static readonly SearchValues<char> SecondsCharacters = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> ZoneCharacters = SearchValues.Create("0123456789.,:+-Z");

    /// <summary>Takes the first prefix off a line.</summary>
    /// <param name="line">The line; without the prefix afterwards.</param>
    /// <returns>False when there is none.</returns>
    public static bool TryTake(ref ReadOnlySpan<char> line)
    {
        var length = Length(line);
        line = line[length..];
        return length > 0;
    }

    /// <summary>Takes all prefixes off a line.</summary>
    /// <param name="line">The line.</param>
    public static ReadOnlySpan<char> Without(ReadOnlySpan<char> line)
    {
        for (var i = 0; i < PrefixesMost && TryTake(ref line); i++) { }

        return line;
    }

    /// <summary>Whether a line begins or ends a block of text in Markdown.</summary>
    /// <param name="line">The line.</param>
    public static bool IsFence(ReadOnlySpan<char> line)
    {
        var text = line.Trim();
        if (!text.StartsWith("```") && !text.StartsWith("~~~"))
        {
            return false;
        }

        // What may follow is the name of a language.
        var rest = text.TrimStart(text[0]);
        return rest.IndexOfAny("`=\"") < 0 && rest.Length <= 40;
    }

    private static int Length(ReadOnlySpan<char> line)
    {
        var blanks = line.Length - line.TrimStart(' ').Length;
        var text = line[blanks..];
        if (text.StartsWith(">"))
        {
            return blanks + (text.StartsWith("> ") ? 2 : 1);
        }

        var length =
            text.StartsWith("[") ? Bracketed(text)
            : char.IsAsciiDigit(FirstOf(text)) ? Iso(text)
            : Named(text);
        return length == 0 ? 0 : blanks + length;
    }

    private static char FirstOf(ReadOnlySpan<char> text) => text.IsEmpty ? ' ' : text[0];

    // "[   12.345678] ", "[Mon Nov 30 06:44:56 2026] ", "<6>[   12.345678] " without its level.
    private static int Bracketed(ReadOnlySpan<char> text)
    {
        var close = text.IndexOf(']');
        if (close < 0)
        {
            return 0;
        }

        var inside = text[1..close].Trim();
        var isSeconds = inside.Contains('.') && inside.IndexOfAnyExcept(SecondsCharacters) < 0;
        return isSeconds || IsDate(inside) ? Behind(text, close + 1) : 0;
    }

    private static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length is 23 or 24 && text[3] == ' ' && text[^5] == ' ' && text.Count(':') == 2 && char.IsAsciiLetter(text[0]);

    // "2026-11-30T06:44:56.123456+0000 ", with or without a host and a program behind it.
    private static int Iso(ReadOnlySpan<char> text)
    {
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or ' ') || text[13] != ':' || text[16] != ':')
        {
            return 0;
        }

        var end = text[19..].IndexOf(' ');
        if (end < 0 || text.Slice(19, end).IndexOfAnyExcept(ZoneCharacters) >= 0)
        {
            return 0;
        }

        end = Behind(text, 19 + end);
        return end + Program(text[end..]);
    }

    // "Nov 30 06:44:56 host program[12]: ", "app_1  | ".
    private static int Named(ReadOnlySpan<char> text)
    {
        if (text.Length > 16 && text[3] == ' ' && text[6] == ' ' && text[9] == ':' && text[12] == ':' && char.IsAsciiDigit(text[14]))
        {
            var end = text[15..].IndexOf(' ');
            return end < 0 || text.Slice(15, end).IndexOfAnyExcept(SecondsCharacters) >= 0 ? 0 : Journal(text, Behind(text, 15 + end));
        }

        var bar = text.IndexOf(" | ");
        return bar > 0 && bar <= 64 && !text[..bar].TrimEnd().ContainsAny(' ', '(', '=') ? bar + 3 : 0;
    }

    private static int Journal(ReadOnlySpan<char> text, int at)
    {
        var program = Program(text[at..]);
        return program == 0 ? 0 : at + program;
    }

    // "host program[12]: " or "host kernel: ".
    private static int Program(ReadOnlySpan<char> text)
    {
        var blank = text.IndexOf(' ');
        var colon = text.IndexOf(": ");
        if (blank <= 0 || colon < blank)
        {
            // One that ends with the colon had nothing behind it: an empty line.
            return blank > 0 && text.EndsWith(":") && !text[(blank + 1)..].Contains(' ') ? text.Length : 0;
        }

        var name = text[(blank + 1)..colon];
        // A host's name has no colon; a PCI function's address has one.
        var isHost = !text[..blank].ContainsAny("(=\":<");
        return isHost && !name.IsEmpty && !name.ContainsAny(" (=\"") ? colon + 2 : 0;
    }

    private static int Behind(ReadOnlySpan<char> text, int at) => at < text.Length && text[at] == ' ' ? at + 1 : at;
}
