using System.Text.RegularExpressions;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>No line is wider than <c>.editorconfig</c> says, comments and strings included. On pages: prose only.</summary>
internal static partial class Columns
{
    public const int Max = 140;

    public static IEnumerable<Offender> TooWide(Tree tree) =>
        tree
            .Sources.SelectMany(path => Wide(path, tree.Lines(path)))
            .Concat(tree.Pages.SelectMany(path => Wide(path, Prose(tree.Lines(path)))));

    private static IEnumerable<Offender> Wide(string path, IEnumerable<string> lines) =>
        from line in lines.Index()
        where line.Item.Length > Max
        select new Offender(Offender.Room(path), $"{path}:{line.Index + 1}: {line.Item.Length} columns");

    // Tables and code blocks cannot be broken, and the target of a link is not read.
    private static IEnumerable<string> Prose(string[] lines)
    {
        var isFenced = false;
        foreach (var line in lines)
        {
            var isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            isFenced ^= isFence;
            yield return isFenced || isFence || line.StartsWith('|') ? "" : Target().Replace(line, "]");
        }
    }

    [GeneratedRegex(@"\]\([^)]*\)|https?://\S+")]
    private static partial Regex Target();
}
