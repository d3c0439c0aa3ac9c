using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>The content of a folder's files; null for a file that does not exist.</summary>
internal sealed class SourceFolder
{
    /// <summary>The folder's files.</summary>
    public const string Files =
        "lspci-vvv.txt, lspci-nn.txt or pci_devices.txt, and beside them any of lspci-tv.txt, iommu_group_links.txt, "
        + "iommu_groups.txt, iommu_group_attrs.txt, iommu_class.txt, numa.txt";

    /// <summary>The folder's path.</summary>
    public required string Path { get; init; }

    /// <summary>What the texts do not show.</summary>
    public required SortedDictionary<TopologyNote, int> Notes { get; init; }

    /// <summary><c>lspci-vvv.txt</c>, or <c>lspci-nn.txt</c> where that is missing; with the buses of <c>lspci-tv.txt</c>.</summary>
    public List<LspciFunction>? Lspci { get; init; }

    /// <summary><c>pci_devices.txt</c>.</summary>
    public List<SysfsFunction>? Devices { get; init; }

    /// <summary><c>iommu_group_links.txt</c>.</summary>
    public List<Found<(int Group, string Member)>>? Links { get; init; }

    /// <summary><c>iommu_groups.txt</c>.</summary>
    public List<Found<(int Group, string Member)>>? Pairs { get; init; }

    /// <summary><c>iommu_group_attrs.txt</c>.</summary>
    public List<Found<IommuGroup>>? GroupAttributes { get; init; }

    /// <summary><c>iommu_class.txt</c>.</summary>
    public List<SysfsIommu>? Iommus { get; init; }

    /// <summary><c>numa.txt</c>.</summary>
    public List<NumaNode>? Numa { get; init; }

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">Its path.</param>
    /// <exception cref="InputException">A file is wrong, or neither of the two that list functions is there.</exception>
    public static SourceFolder Read(string folder)
    {
        var notes = new SortedDictionary<TopologyNote, int>();
        var source = new SourceFolder
        {
            Path = folder,
            Notes = notes,
            Lspci = IfThere("lspci-vvv.txt", Lspci) ?? IfThere("lspci-nn.txt", Lspci),
            Devices = IfThere("pci_devices.txt", PciDevicesText.ReadFile),
            Links = IfThere("iommu_group_links.txt", GroupTexts.ReadLinks),
            Pairs = IfThere("iommu_groups.txt", GroupTexts.ReadPairs),
            GroupAttributes = IfThere("iommu_group_attrs.txt", GroupTexts.ReadAttributes),
            Iommus = IfThere("iommu_class.txt", IommuClassText.ReadFile),
            Numa = IfThere("numa.txt", NumaText.ReadFile),
        };
        if (source.Lspci is { } functions && File.Exists(System.IO.Path.Combine(folder, "lspci-tv.txt")))
        {
            LspciText.AddTree(functions, TreeText.ReadFile(System.IO.Path.Combine(folder, "lspci-tv.txt")));
        }

        return source.Lspci is null && source.Devices is null
            ? throw new InputException(folder, 0, 0, "the folder has no list of PCI functions", Files)
            : source;

        List<LspciFunction> Lspci(string path) => LspciText.ReadFile(path, notes);

        List<T>? IfThere<T>(string name, Func<string, List<T>> read)
        {
            var path = System.IO.Path.Combine(folder, name);
            return File.Exists(path) ? read(path) : null;
        }
    }

    /// <summary>Only lspci's text.</summary>
    /// <param name="path">The text's path.</param>
    /// <exception cref="InputException">The text is wrong.</exception>
    public static SourceFolder ReadLspci(string path)
    {
        var notes = new SortedDictionary<TopologyNote, int>();
        return new()
        {
            Path = path,
            Lspci = LspciText.ReadFile(path, notes),
            Notes = notes,
        };
    }
}
