using System.Globalization;
using System.Text.RegularExpressions;

namespace SvaOrleans.Model.Quoting;

/// <summary>Bad input in a message: enough of it to identify it, and the length of the part that was cut.</summary>
public static partial class Quoted
{
    /// <summary>The most characters of a text that is quoted whole.</summary>
    public const int WholeMax = 72;

    /// <summary>The most characters of a part of a message: a list of what could have been given, or what another program said.</summary>
    public const int PartMax = 400;

    private const int PathMax = 1024;

    // With the words about its length it is still shorter than a whole one: what has been cut is not cut again.
    private const int Shown = 40;

    /// <summary>A text, quoted.</summary>
    /// <param name="text">The input.</param>
    public static string Of(string text) => Cut(text, WholeMax, Shown);

    /// <summary>A part of a message that was composed elsewhere. Text between quotation marks in it is quoted, too.</summary>
    /// <param name="part">The part.</param>
    public static string Part(string part) =>
        Cut(part.Length <= WholeMax ? part : Quotation().Replace(part, static found => $"'{Of(found.Groups[1].Value)}'"), PartMax, PartMax);

    /// <summary>The name of a file or of an option: whole, as long as there can be such a file.</summary>
    public static string Path(string path) => Cut(path, PathMax, Shown);

    private static string Cut(string text, int most, int shown)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // Never half of a character.
        var end = char.IsHighSurrogate(text[shown - 1]) ? shown - 1 : shown;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}... ({text.Length:N0} characters)");
    }

    // From a mark that ends no word, to the next one that does not stand within one: that of a genitive is none.
    [GeneratedRegex(@"(?<!\w)'([^'\n]{73,})'(?!\w)")]
    private static partial Regex Quotation();
}
