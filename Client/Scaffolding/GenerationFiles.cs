using System.Text;
using SvaOrleans.Client.Setup;
using SvaOrleans.Documents;
using SvaOrleans.Grains.Naming;

namespace SvaOrleans.Client.Scaffolding;

/// <summary>The files of a new kernel generation: a class for each kernel object and for the release, each like the one that it derives from,
/// and a race to explore it with.</summary>
internal sealed class GenerationFiles
{
    /// <summary>The namespace of all generations but the first.</summary>
    public const string Namespace = "SvaOrleans.Grains.Generations";

    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    private GenerationFiles(GenerationName name)
    {
        Name = name;
        Folder = $"Grains/Generations/{name.Folder}";
        Scenario = $"scenarios/races/{name.Text}.yaml";
    }

    /// <summary>The generation.</summary>
    public GenerationName Name { get; }

    /// <summary>The folder of its classes, from the repository's root on.</summary>
    public string Folder { get; }

    /// <summary>Its scenario, from the repository's root on.</summary>
    public string Scenario { get; }

    /// <summary>The file of its devices, where a change of bind and unbind begins.</summary>
    public string Device => $"{Folder}/Device{Name.ClassSuffix}.cs";

    /// <summary>Every file by its path from the repository's root on.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Makes the texts of a generation.</summary>
    /// <param name="name">What it is to be called.</param>
    /// <param name="from">The generation that its classes derive from.</param>
    /// <exception cref="InputException">There is no generation to derive from, or the name cannot be used.</exception>
    public static GenerationFiles Make(string name, string from)
    {
        var known = KernelGeneration.All.Select(static generation => generation.Name).ToArray();
        var parent =
            KernelGeneration.Find(from)
            ?? throw new InputException("--from", 0, 0, $"there is no kernel generation '{from}'", string.Join(" or ", known));
        var files = new GenerationFiles(GenerationName.Read(name, known));
        var classes = parent.Classes.Values.AsEnumerable();
        foreach (var part in parent.Release is null ? classes : classes.Append(parent.Release.GetType()))
        {
            var source = new ClassSource(part, from, files.Name);
            files._texts.Add($"{files.Folder}/{source.ClassName}.cs", source.Write());
        }

        files._texts.Add(files.Scenario, Race().Replace("NAME", files.Name.Text, StringComparison.Ordinal));
        return files;
    }

    /// <summary>Writes them; nothing is overwritten.</summary>
    /// <param name="repository">Where to.</param>
    /// <exception cref="InputException">Something is there already, or this is no source tree.</exception>
    public void Write(Repository repository)
    {
        foreach (var needed in new[] { "Grains/Generations", "scenarios/races" })
        {
            if (!Directory.Exists(Path.Combine(repository.Root, needed)))
            {
                throw new InputException(
                    "sva new-generation",
                    0,
                    0,
                    $"no folder {needed} in {repository.Root}",
                    "the source tree of SvaOrleans"
                );
            }
        }

        foreach (var taken in new[] { Folder, Scenario })
        {
            if (Path.Exists(Path.Combine(repository.Root, taken)))
            {
                throw new InputException(
                    taken,
                    0,
                    0,
                    "it is there already, and nothing is overwritten",
                    "another name, or that it is deleted first"
                );
            }
        }

        Directory.CreateDirectory(Path.Combine(repository.Root, Folder));
        foreach (var (path, text) in _texts)
        {
            using var file = new FileStream(Path.Combine(repository.Root, path), FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    private static string Race()
    {
        using var stream = typeof(GenerationFiles).Assembly.GetManifestResourceStream("sva.Scaffolding.race.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
