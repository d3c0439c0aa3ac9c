using System.Text;
using System.Text.RegularExpressions;
using SvaOrleans.Client.Setup;
using SvaOrleans.Documents;
using SvaOrleans.Grains.Kernel;

namespace SvaOrleans.Client.Scaffolding;

/// <summary>The files of a new kernel generation: the folder of another one, renamed, and a race to explore it with.</summary>
internal sealed class GenerationFiles
{
    private const string Generations = "Grains/Generations";

    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    private GenerationFiles(GenerationName name)
    {
        Name = name;
        Folder = $"{Generations}/{name.Folder}";
        Scenario = $"scenarios/races/{name.Text}.yaml";
    }

    public GenerationName Name { get; }

    /// <summary>The folder of its classes, from the repository's root on.</summary>
    public string Folder { get; }

    /// <summary>Its scenario, from the repository's root on.</summary>
    public string Scenario { get; }

    /// <summary>The file of bind and unbind, where a change usually begins.</summary>
    public string Bind => $"{Folder}/Device.Bind.cs";

    /// <summary>Every file by its path from the repository's root on.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>Copies the texts of a generation under a new name.</summary>
    /// <param name="name">The name of the new generation.</param>
    /// <param name="from">The generation whose folder is copied.</param>
    /// <param name="repository">The source tree.</param>
    /// <exception cref="InputException">There is no such generation or folder, or the name cannot be used.</exception>
    public static GenerationFiles Make(string name, string from, Repository repository)
    {
        var known = KernelGeneration.All.Select(static generation => generation.Name).ToArray();
        var source =
            KernelGeneration.Find(from)
            ?? throw new InputException("--from", 0, 0, $"there is no kernel generation '{from}'", string.Join(" or ", known));
        var files = new GenerationFiles(GenerationName.Read(name, known));
        RequireFolder(repository, Generations);
        RequireFolder(repository, "scenarios/races");
        var folder = source.GetType().Namespace!.Split('.')[^1];
        RequireFolder(repository, $"{Generations}/{folder}");
        foreach (
            var path in Directory.EnumerateFiles(Path.Combine(repository.Root, Generations, folder), "*.cs").Order(StringComparer.Ordinal)
        )
        {
            var file = Path.GetFileName(path);
            if (file == files.Name.Folder + ".cs")
            {
                throw new InputException("NAME", 0, 0, $"the folder of {from} has a file {file} already", "another name");
            }

            var target = file == folder + ".cs" ? files.Name.Folder + ".cs" : file;
            files._texts.Add($"{files.Folder}/{target}", Renamed(File.ReadAllText(path), folder, from, files.Name));
        }

        files._texts.Add(files.Scenario, Race().Replace("NAME", files.Name.Text, StringComparison.Ordinal));
        return files;
    }

    /// <summary>Writes them; nothing is overwritten.</summary>
    /// <exception cref="InputException">A file exists already, or this is no source tree.</exception>
    public void Write(Repository repository)
    {
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

    // The namespace and the manifest have the name of the folder; grain types end with the name of the generation.
    private static string Renamed(string text, string folder, string from, GenerationName name)
    {
        text = Regex.Replace(text, $@"(?<!(Interfaces|Model)\.Generations\.)\b{Regex.Escape(folder)}\b", name.Folder);
        text = Regex.Replace(text, $@"\[GrainType\(""([a-z-]+)-{Regex.Escape(from)}""\)\]", $"[GrainType(\"$1-{name.Text}\")]");
        text = text.Replace($"\"{from}\",\n", $"\"{name.Text}\",\n", StringComparison.Ordinal); // the owner of a point
        text = text.Replace($"string Name => \"{from}\";", $"string Name => \"{name.Text}\";", StringComparison.Ordinal);
        return Regex.Replace(
            text,
            @"ImmutableArray<string> Differences =>.*?\];",
            $"ImmutableArray<string> Differences => [\"None yet: it is a copy of {from}.\"];",
            RegexOptions.Singleline
        );
    }

    private static void RequireFolder(Repository repository, string folder)
    {
        if (!Directory.Exists(Path.Combine(repository.Root, folder)))
        {
            throw new InputException(
                "sva new-generation",
                0,
                0,
                $"no folder {folder} in {repository.Root}",
                "the source tree of SvaOrleans"
            );
        }
    }

    private static string Race()
    {
        using var stream = typeof(GenerationFiles).Assembly.GetManifestResourceStream("sva.Scaffolding.race.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
