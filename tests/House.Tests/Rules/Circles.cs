namespace SvaOrleans.House.Tests.Rules;

/// <summary>Folders of a project that use each other, by their using directives. A folder may use the one that it is in, and the other way
/// round: only folders side by side are compared, each with all that is below it.</summary>
internal static class Circles
{
    public static IEnumerable<Offender> Found(Tree tree)
    {
        foreach (var project in tree.Projects.Select(static path => path[..(path.LastIndexOf('/') + 1)]))
        {
            var arrows = tree
                .Sources.Where(path => path.StartsWith(project, StringComparison.Ordinal))
                .SelectMany(path => Arrows(tree, path, Namespaces.Of(project)))
                .ToHashSet();
            foreach (var (from, to) in arrows.Where(arrow => Reaches(arrows, arrow.To, arrow.From)).Order())
            {
                yield return new(project.TrimEnd('/'), $"{project}: {from} -> {to}");
            }
        }
    }

    private static IEnumerable<(string From, string To)> Arrows(Tree tree, string path, string project)
    {
        var own = Namespaces.Of(path).Split('.');
        foreach (var name in tree.Syntax(path).Usings.Select(static directive => directive.NamespaceOrType.ToString()))
        {
            var other = name.Split('.');
            var common = own.Zip(other).TakeWhile(static pair => pair.First == pair.Second).Count();
            if (name.StartsWith(project + ".", StringComparison.Ordinal) && common < own.Length && common < other.Length)
            {
                yield return (string.Join('.', own[..(common + 1)]), string.Join('.', other[..(common + 1)]));
            }
        }
    }

    private static bool Reaches(HashSet<(string From, string To)> arrows, string from, string to)
    {
        HashSet<string> seen = [from];
        Stack<string> open = new([from]);
        while (open.TryPop(out var at))
        {
            if (at == to)
            {
                return true;
            }

            foreach (var arrow in arrows.Where(arrow => arrow.From == at && seen.Add(arrow.To)))
            {
                open.Push(arrow.To);
            }
        }

        return false;
    }
}
