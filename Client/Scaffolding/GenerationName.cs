using System.Globalization;
using System.Text.RegularExpressions;
using SvaOrleans.Documents;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Client.Scaffolding;

/// <summary>The name of a kernel generation that is to be made, and the name of its folder.</summary>
internal sealed partial class GenerationName
{
    /// <summary>How long a name may be, in characters.</summary>
    public const int LengthMax = 32;

    // Words that YAML does not read as text: a scenario would have to put them in quotes.
    private static readonly string[] YamlWords = ["true", "false", "null", "yes", "no", "on", "off"];

    private GenerationName(string text)
    {
        Text = text;
        var words = string.Concat(text.Split('-').Select(static part => char.ToUpperInvariant(part[0]) + part[1..].Replace('.', '_')));
        Folder = char.IsAsciiDigit(text[0]) ? "Linux" + words : words;
    }

    /// <summary>The name, as <c>--generation</c> and scenarios know it.</summary>
    public string Text { get; }

    /// <summary>Its folder, the last part of its namespace and its manifest: <c>Linux6_8Rc1</c> for <c>6.8-rc1</c>.</summary>
    public string Folder { get; }

    /// <summary>Reads what a person typed.</summary>
    /// <param name="text">The name.</param>
    /// <param name="known">Those that there are already.</param>
    /// <exception cref="InputException">It cannot be the name of a new generation.</exception>
    public static GenerationName Read(string text, IEnumerable<string> known)
    {
        if (!Pattern().IsMatch(text) || text.Length > LengthMax)
        {
            throw Fault(
                $"'{text}' cannot be the name of a generation",
                $"letters and digits, with single hyphens or dots between them, at most {LengthMax.ToString(CultureInfo.InvariantCulture)} of all"
            );
        }

        if (YamlWords.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            throw Fault($"'{text}' is a word of YAML", "a name that a scenario can say without quotes");
        }

        // Folders and classes lose the hyphens, and some file systems do not distinguish upper from lower case.
        var same = known.FirstOrDefault(other => Plain(other) == Plain(text));
        return same is null
            ? new(text)
            : throw Fault(
                same == text ? $"there is a generation '{same}' already" : $"'{text}' is too like the generation '{same}'",
                "a name of its own"
            );
    }

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace('.', '_').ToUpperInvariant();

    private static InputException Fault(Complaint what, string expected) => new("NAME", 0, 0, what, expected);

    [GeneratedRegex("^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$")]
    private static partial Regex Pattern();
}
