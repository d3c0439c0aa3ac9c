namespace SvaOrleans.House.Tests;

/// <summary>What already broke a rule when the rule was written (<c>allowed.txt</c>). A number must equal the number of offenders, so it
/// can only shrink.</summary>
internal static class Allowances
{
    private const string File = "tests/House.Tests/allowed.txt";

    public static IEnumerable<string> Compare(Tree tree, string rule, IEnumerable<Offender> offenders)
    {
        var found = offenders.ToLookup(static offender => offender.Key, StringComparer.Ordinal);
        var allowed = Read(tree, rule);
        foreach (var key in found.Select(static group => group.Key).Union(allowed.Keys).Order(StringComparer.Ordinal))
        {
            var (there, limit) = (found[key].Count(), allowed.GetValueOrDefault(key));
            if (there > limit)
            {
                var all = string.Join("\n    ", found[key].Select(static one => one.Text));
                yield return $"{rule} {key}: {there}, allowed are {limit}:\n    {all}";
            }
            else if (there < limit)
            {
                var line = there == 0 ? $"remove the line \"{rule} {key} {limit}\"" : $"write \"{rule} {key} {there}\"";
                yield return $"{rule} {key}: only {there}, allowed are {limit}: {line} in {File}";
            }
        }
    }

    private static Dictionary<string, int> Read(Tree tree, string rule) =>
        !tree.Has(File)
            ? []
            : tree.Lines(File)
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length == 3 && words[0] == rule)
                .ToDictionary(static words => words[1], static words => int.Parse(words[2]));
}
