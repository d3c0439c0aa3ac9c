using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Inputs.Topologies.Sources;

namespace SvaOrleans.Inputs.Topologies;

/// <summary>Additions of an import to its source.</summary>
public sealed record TopologyImportOptions
{
    /// <summary>
    /// Kind of the assumed IOMMUs, one for each PCI segment, when the source shows no IOMMUs; when null, that of the
    /// functions which are IOMMUs (AMD's and virtio's are), else <c>intel-vtd</c>.
    /// </summary>
    public IommuArchitecture? AssumedIommu { get; init; }

    /// <summary>Whether each function gets a group of its own when the source shows no groups; else none has one.</summary>
    public bool AssumeGroups { get; init; }

    /// <summary>Splits to put into the file.</summary>
    public IReadOnlyList<IommuSplit> Splits { get; init; } = [];

    /// <summary>Grants to put into the file.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>Settings of IOMMUs to put into the file.</summary>
    public IReadOnlyList<IommuSettings> Settings { get; init; } = [];
}

/// <summary>Makes a topology file from Linux's listings of a machine.</summary>
public static class TopologyImport
{
    private const string Expected = "a folder with " + SourceFolder.Files + "; or a file with lspci -vvv text";

    /// <summary>Reads a folder, or a file with lspci text (plain or gzip).</summary>
    /// <param name="path">Its path.</param>
    /// <param name="options">What to add.</param>
    /// <exception cref="InputException">A file is wrong, two files disagree, or a directive names what does not exist.</exception>
    public static TopologyFile Run(string path, TopologyImportOptions? options = null)
    {
        options ??= new();
        var isFolder = Directory.Exists(path);
        if (!isFolder)
        {
            InputFile.Open(path, Expected).Dispose();
        }

        var source = isFolder ? SourceFolder.Read(path) : SourceFolder.ReadLspci(path);
        var known = FunctionJoin.Known(source);
        var groups = new GroupJoin(source, known);
        if (!groups.Any && options.AssumeGroups)
        {
            groups.AssumeOneEach(known.Keys);
        }

        var iommus = new IommuJoin(source, known, groups, options.AssumedIommu ?? IommuJoin.KindOf(source));
        var functions = FunctionJoin.Join(source, known, groups.Of, iommus.Of);
        var file = new TopologyFile
        {
            Source = new(isFolder ? "folder" : "lspci", Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))),
            Imported = new Topology(functions, groups.Groups, iommus.Iommus, source.Numa ?? Nodes(functions)),
            Notes = source.Notes,
            Splits = options.Splits,
            Grants = options.Grants,
            Settings = options.Settings,
        };
        file.Apply();
        return file;
    }

    // Without numa.txt, the nodes are those that functions are near to; their CPUs and distances are not known.
    private static IEnumerable<NumaNode> Nodes(List<PciFunction> functions) =>
        functions.Select(static f => f.NumaNode).OfType<int>().Distinct().Order().Select(static node => new NumaNode(node, "", []));
}
