using System.Xml.Linq;
using SvaOrleans.Client.Setup;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Testing;

/// <summary>A test project, and the engines that it is for.</summary>
/// <param name="Name">Its name, <c>Model.Tests</c>.</param>
/// <param name="Engines"><c>Simulated</c>, <c>Orleans</c> or <c>Both</c>: its <c>TestEngines</c>; <c>Simulated</c> if it has none.</param>
/// <param name="RunsTwice">Whether it runs simulated worlds, whose runs a second process must repeat.</param>
/// <param name="RunsAlone">Whether nothing else may run meanwhile, because it measures.</param>
/// <param name="TakesLong">Whether it takes minutes, and so begins first: otherwise it would run alone at the end.</param>
internal sealed record TestProject(string Name, string Engines, bool RunsTwice, bool RunsAlone, bool TakesLong)
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<TestProject> FindAll(Repository repository)
    {
        var projects = new List<TestProject>();
        foreach (var file in Of(repository, "samples", "*.Tests.csproj").Concat(Of(repository, "tests", "*.csproj")))
        {
            var project = XDocument.Load(file);
            projects.Add(
                new(
                    Path.GetFileNameWithoutExtension(file),
                    Property(project, "TestEngines") ?? nameof(EngineKind.Simulated),
                    Property(project, "RunsTwice") == "true",
                    Property(project, "RunsAlone") == "true",
                    Property(project, "TakesLong") == "true"
                )
            );
        }

        return projects;
    }

    private static IEnumerable<string> Of(Repository repository, string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(repository.Root, folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Whether it has tests for an engine.</summary>
    public bool IsFor(EngineKind engine) => Engines == "Both" || Engines == engine.ToString();

    /// <summary>Its assembly, once built; those of the samples have names without ours.</summary>
    public string Assembly(Repository repository)
    {
        var folder = Path.Combine(repository.Artifacts, "bin", Name, "release");
        var own = Path.Combine(folder, $"{nameof(SvaOrleans)}.{Name}.dll");
        return File.Exists(own) ? own : Path.Combine(folder, Name + ".dll");
    }

    private static string? Property(XDocument project, string name) => project.Descendants(name).FirstOrDefault()?.Value.Trim();
}
