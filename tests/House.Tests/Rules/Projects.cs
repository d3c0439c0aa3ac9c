using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>Which projects there are, and which of them may know which.</summary>
internal static partial class Projects
{
    // GrainCode brings the analyzers (Directory.Build.targets).
    private static readonly string[] OfGrainCode = ["Simulation/Analyzers"];

    // From the bottom up: a project knows only what stands before it, and of that only what is named.
    private static readonly (string Project, string[] Knows)[] Arrows =
    [
        ("Model", []),
        ("Simulation/Engine", []),
        ("Simulation/Analyzers", []),
        ("Simulation/Hosting", ["Simulation/Engine"]),
        ("Simulation/Exploration", ["Simulation/Engine"]),
        ("Simulation/Testing", ["Simulation/Exploration", "Simulation/Hosting", "Simulation/Engine"]),
        ("samples/BankAccount", []),
        ("samples/BankAccount.Tests", ["samples/BankAccount", "Simulation/Testing"]),
        ("samples/ChatRoom", []),
        ("samples/ChatRoom.Tests", ["samples/ChatRoom", "Simulation/Testing"]),
        ("samples/PriceFeed", []),
        ("samples/PriceFeed.Tests", ["samples/PriceFeed", "Simulation/Testing"]),
        ("Documents", ["Model"]),
        ("Inputs", ["Documents", "Model"]),
        ("Interfaces", ["Model", .. OfGrainCode]),
        ("Grains", ["Interfaces", "Model", .. OfGrainCode]),
        ("Silo", ["Grains", "Interfaces", "Model", "Simulation/Hosting"]),
        ("bench/Bench", ["Simulation/Exploration", "Simulation/Hosting", "Silo", "Grains", "Interfaces", "Model", .. OfGrainCode]),
        ("Checking", ["Silo", "Simulation/Exploration"]),
        ("Scenarios", ["Silo", "Inputs", "Documents"]),
        ("Reports", ["Scenarios", "Checking", "Simulation/Exploration"]),
        ("Server", ["Silo"]),
        (
            "Client",
            [
                "Reports",
                "Scenarios",
                "Server",
                "Silo",
                "Checking",
                "Simulation/Exploration",
                "bench/Bench",
                "Inputs",
                "Documents",
                "Grains",
                "Interfaces",
                "Model",
            ]
        ),
    ];

    public static IEnumerable<string> OutsideTheSolution(Tree tree)
    {
        var solution = tree.Text("SvaOrleans.sln").Replace('\\', '/');
        return tree.Projects.Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal));
    }

    public static IEnumerable<string> InTheSolutionOnly(Tree tree) =>
        SolutionEntry()
            .Matches(tree.Text("SvaOrleans.sln"))
            .Select(static match => match.Groups[1].Value.Replace('\\', '/'))
            .Where(path => !tree.Has(path));

    /// <summary>What keeps a code generator that fails from failing the build: Roslyn says so in a warning, and goes on without
    /// generated code.</summary>
    public static IEnumerable<string> LettingGeneratorsFail(Tree tree)
    {
        string[] faults = ["CS8032", "CS8784", "CS8785"];
        const string Shared = "Directory.Build.props";
        var errors = XDocument
            .Parse(tree.Text(Shared))
            .Descendants("WarningsAsErrors")
            .SelectMany(static codes => codes.Value.Split(';', ','));
        foreach (var missing in faults.Except(errors, StringComparer.Ordinal))
        {
            yield return $"{Shared} does not make {missing} an error";
        }

        foreach (var path in tree.Projects)
        {
            var silenced = XDocument
                .Parse(tree.Text(path))
                .Descendants()
                .Where(static property => property.Name.LocalName is "NoWarn" or "WarningsNotAsErrors")
                .SelectMany(static codes => codes.Value.Split(';', ','));
            foreach (var code in faults.Intersect(silenced, StringComparer.Ordinal))
            {
                yield return $"{path} silences {code}";
            }
        }
    }

    public static IEnumerable<string> PointingUp(Tree tree)
    {
        foreach (var path in tree.Projects)
        {
            var project = Folder(path);
            var isTest = project.StartsWith("tests/", StringComparison.Ordinal);
            var row = Array.FindIndex(Arrows, arrow => arrow.Project == project);
            if (row < 0 && !isTest)
            {
                yield return $"{path} is in no row of the table of arrows";
                continue;
            }

            foreach (var known in Known(tree, path))
            {
                var allowed = isTest ? !known.StartsWith("tests/", StringComparison.Ordinal) : Arrows[row].Knows.Contains(known);
                if (!allowed)
                {
                    yield return $"{path} -> {known}";
                }
            }
        }
    }

    public static IEnumerable<string> RowsThatPointUp() =>
        from row in Arrows.Index()
        from known in row.Item.Knows
        where Array.FindIndex(Arrows, arrow => arrow.Project == known) is var at && (at < 0 || at >= row.Index)
        select $"{row.Item.Project} -> {known}";

    private static IEnumerable<string> Known(Tree tree, string path)
    {
        var project = XDocument.Parse(tree.Text(path));
        var named = project
            .Descendants("ProjectReference")
            .Select(reference => Resolve(Folder(path), reference.Attribute("Include")!.Value.Replace('\\', '/')));
        return project.Descendants("GrainCode").Any(static element => element.Value == "true") ? named.Concat(OfGrainCode) : named;
    }

    private static string Resolve(string folder, string reference)
    {
        const string root = "$(RepositoryRoot)";
        return Folder(reference.StartsWith(root, StringComparison.Ordinal) ? reference[root.Length..] : Pages.Join(folder, reference));
    }

    private static string Folder(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    [GeneratedRegex("\"([^\"]*\\.csproj)\"")]
    private static partial Regex SolutionEntry();
}
