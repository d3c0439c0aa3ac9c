using System.Text.RegularExpressions;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>Product code: small files whose names say what is in them.</summary>
internal static partial class Sources
{
    public const int LinesMax = 500;

    // What is longer already may not be forgotten here once it has become shorter.
    public static readonly string[] LongOnes =
    [
        "Simulation/Engine/Activations/Activation.cs",
        "Scenarios/Running/ScenarioRunner.cs",
        "Inputs/Traces/Strace/StraceCalls.cs",
        "Inputs/Traces/Strace/StraceTasks.cs",
    ];

    private static readonly string[] Folders =
    [
        "Interfaces/",
        "Grains/",
        "Model/",
        "Inputs/",
        "Documents/",
        "Simulation/",
        "Silo/",
        "Server/",
        "Scenarios/",
        "Reports/",
        "Client/",
    ];

    public static IEnumerable<string> TooLong(Tree tree) =>
        from path in Of(tree)
        let lines = tree.Text(path).TrimEnd().Split('\n').Length
        where lines > LinesMax
        select $"{path} ({lines} lines)";

    public static IEnumerable<string> NamedForNothing(Tree tree) =>
        Of(tree)
            .Where(static path => Empty().IsMatch(path))
            .Concat(
                from path in Of(tree)
                from Match declaration in Declaration().Matches(tree.Text(path))
                where Empty().IsMatch(declaration.Groups[1].Value)
                select $"{path}: {declaration.Value}"
            );

    private static IEnumerable<string> Of(Tree tree) =>
        tree.Paths.Where(static path =>
            path.EndsWith(".cs", StringComparison.Ordinal) && Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))
        );

    [GeneratedRegex("Util(s|ity|ities)?(?![a-z])|Helpers?(?![a-z])|Manager(?![a-z])")]
    private static partial Regex Empty();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+([A-Z]\w*)")]
    private static partial Regex Declaration();
}
