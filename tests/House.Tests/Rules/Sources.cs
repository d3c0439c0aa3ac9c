using System.Text.RegularExpressions;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>Product code: small files whose names say what is in them.</summary>
internal static partial class Sources
{
    public const int LinesMax = 500;

    public static IEnumerable<Offender> TooLong(Tree tree) =>
        from path in tree.ProductSources
        let lines = tree.Text(path).TrimEnd().Split('\n').Length
        where lines > LinesMax
        select new Offender(path, $"{lines} lines");

    public static IEnumerable<string> NamedForNothing(Tree tree) =>
        tree
            .ProductSources.Where(static path => Empty().IsMatch(path))
            .Concat(
                from path in tree.ProductSources
                from Match declaration in Declaration().Matches(tree.Text(path))
                where Empty().IsMatch(declaration.Groups[1].Value)
                select $"{path}: {declaration.Value}"
            );

    [GeneratedRegex("Util(s|ity|ities)?(?![a-z])|Helpers?(?![a-z])|Manager(?![a-z])")]
    private static partial Regex Empty();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+([A-Z]\w*)")]
    private static partial Regex Declaration();
}
