using SvaOrleans.Documents;
using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Inputs.Files;
using SvaOrleans.Inputs.Topologies.Files;

namespace SvaOrleans.Inputs.Topologies;

/// <summary>Where a topology comes from.</summary>
/// <param name="Kind"><c>folder</c>, <c>lspci</c> or <c>generated</c>.</param>
/// <param name="Name">Name of the folder or file, without its path; for generated ones, the parameters.</param>
public sealed record TopologySource(string Kind, string Name);

/// <summary>A topology as a file holds it: a host as it was imported, and what people want different, kept apart.</summary>
public sealed record TopologyFile
{
    /// <summary>The format's name and version.</summary>
    public const string Format = "sva-topology/1";

    /// <summary>What a topology file is, for messages.</summary>
    internal const string Expected = "a topology file of 'topology import' (YAML that begins with 'format: sva-topology/1')";

    // The writer escapes control characters of names that a source shows; they are escaped again before anything is shown.
    internal static readonly YamlKind Kind = new("a topology file", Expected, AllowsControlCharacters: true);

    /// <summary>The file's name for messages; empty when it was made here.</summary>
    public string Path { get; init; } = "";

    /// <summary>Where it comes from.</summary>
    public required TopologySource Source { get; init; }

    /// <summary>The host as imported or generated.</summary>
    public required Topology Imported { get; init; }

    /// <summary>IOMMUs to take apart.</summary>
    public IReadOnlyList<IommuSplit> Splits { get; init; } = [];

    /// <summary>Capabilities to give.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>What IOMMUs shall have.</summary>
    public IReadOnlyList<IommuSettings> Settings { get; init; } = [];

    /// <summary>What the source did not show, and how many functions or lines that concerns; empty for a file that was loaded.</summary>
    public IReadOnlyDictionary<TopologyNote, int> Notes { get; init; } = new SortedDictionary<TopologyNote, int>();

    /// <summary>Loads a file. <see cref="Apply"/> is tried too, so that a file that loads can be used.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="InputException">The file cannot be read, or something in it is wrong.</exception>
    public static TopologyFile Load(string path) => Checked(TopologyFileReader.Read(YamlReader.ReadOne(path, TextOf(path), Kind), path));

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InputException">Something in it is wrong.</exception>
    public static TopologyFile Parse(string text, string name) =>
        Checked(TopologyFileReader.Read(YamlReader.ReadOne(name, text, Kind), name));

    /// <summary>The published JSON Schema of topology files.</summary>
    public static string Schema() =>
        SchemaWriter.Write(TopologyShapes.Root, "urn:sva-orleans:topology:1", "SvaOrleans topology, format " + Format);

    /// <summary>The file's text: the same for the same content, every time.</summary>
    public string ToYaml() => TopologyFileWriter.Write(this);

    /// <summary>Writes the file, as a whole or not at all.</summary>
    /// <param name="path">Where to; an old file is replaced.</param>
    /// <exception cref="InputException">A directive names what does not exist, or the file cannot be written.</exception>
    public void Save(string path)
    {
        Apply();
        AtomicOutput.Write(
            path,
            stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                writer.Write(ToYaml());
            }
        );
    }

    /// <summary>The host with the directives applied: splits first, then grants and settings in order.</summary>
    /// <exception cref="InputException">A directive names what does not exist, or would tear a group apart.</exception>
    public Topology Apply() => TopologyDirectives.Apply(this);

    private static string TextOf(string path)
    {
        using var stream = InputFile.Open(path, Expected);
        return stream.CanSeek && stream.Length > YamlReader.LargestBytes
            ? throw new InputException(path, 0, 0, $"the file is larger than {YamlReader.LargestBytes >> 20} MiB", Expected)
            : InputText.Whole(stream, path, Expected, YamlReader.LargestBytes);
    }

    private static TopologyFile Checked(TopologyFile file)
    {
        file.Apply();
        return file;
    }
}
