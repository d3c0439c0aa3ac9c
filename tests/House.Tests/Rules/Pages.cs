using System.Text.RegularExpressions;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>What stands on the pages for people.</summary>
internal static partial class Pages
{
    public static IEnumerable<string> DeadLinks(Tree tree) =>
        from page in tree.Pages
        from Match link in Link().Matches(tree.Text(page))
        let target = link.Groups[1].Value
        where !target.Contains("://", StringComparison.Ordinal) && !Resolves(tree, page, target)
        select $"{page}: {target}";

    public static IEnumerable<string> LinkedFromNowhere(Tree tree)
    {
        var linked = Link()
            .Matches(tree.Text("README.md"))
            .Select(static link => link.Groups[1].Value.Split('#')[0])
            .ToHashSet(StringComparer.Ordinal);
        return tree.Pages.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && !linked.Contains(page));
    }

    /// <summary>Scenarios in any folder whose file name stands on no page. Scenarios name the recorded machines and programs.</summary>
    public static IEnumerable<string> UnnamedScenarios(Tree tree)
    {
        var named = tree
            .Pages.SelectMany(page => FileName().Matches(tree.Text(page)))
            .Select(static name => name.Value)
            .ToHashSet(StringComparer.Ordinal);
        return tree.Paths.Where(path =>
            Tree.IsUnder(path, "scenarios/")
            && !Tree.IsUnder(path, "scenarios/data/")
            && path.EndsWith(".yaml", StringComparison.Ordinal)
            && !named.Contains(path[(path.LastIndexOf('/') + 1)..])
        );
    }

    /// <summary>A path as seen from a folder, with <c>..</c> and <c>.</c> gone.</summary>
    public static string Join(string folder, string path)
    {
        List<string> parts = [.. folder.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
            {
                // A path that leads out of the tree is nowhere in it.
                if (parts.Count == 0)
                {
                    return "../" + path;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ""))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    private static bool Resolves(Tree tree, string page, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? page : Join(page[..Math.Max(page.LastIndexOf('/'), 0)], parts[0]);
        return tree.Has(path) && (parts.Length == 1 || tree.Lines(path).Any(line => line.StartsWith('#') && Anchor(line) == parts[1]));
    }

    private static string Anchor(string heading) =>
        NotInAnchors().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[\w.-]+\.yaml")]
    private static partial Regex FileName();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
