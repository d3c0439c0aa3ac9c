namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Everything that the files of a folder tell; null for a file that is not there.</summary>
internal sealed class SourceFolder
{
    /// <summary>The folder's files.</summary>
    public const string Files =
        "lspci-vvv.txt or pci_devices.txt, and beside them any of iommu_group_links.txt, iommu_groups.txt, iommu_group_attrs.txt, iommu_class.txt, numa.txt";

    /// <summary>The folder's path.</summary>
    public required string Path { get; init; }

    /// <summary><c>lspci-vvv.txt</c>.</summary>
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
        var source = new SourceFolder
        {
            Path = folder,
            Lspci = IfThere("lspci-vvv.txt", LspciText.ReadFile),
            Devices = IfThere("pci_devices.txt", PciDevicesText.ReadFile),
            Links = IfThere("iommu_group_links.txt", GroupTexts.ReadLinks),
            Pairs = IfThere("iommu_groups.txt", GroupTexts.ReadPairs),
            GroupAttributes = IfThere("iommu_group_attrs.txt", GroupTexts.ReadAttributes),
            Iommus = IfThere("iommu_class.txt", IommuClassText.ReadFile),
            Numa = IfThere("numa.txt", NumaText.ReadFile),
        };
        return source.Lspci is null && source.Devices is null
            ? throw new InputException(folder, 0, 0, "the folder does not tell which PCI functions there are", Files)
            : source;

        List<T>? IfThere<T>(string name, Func<string, List<T>> read)
        {
            var path = System.IO.Path.Combine(folder, name);
            return File.Exists(path) ? read(path) : null;
        }
    }

    /// <summary>Only lspci's text.</summary>
    /// <param name="path">The text's path.</param>
    /// <exception cref="InputException">The text is wrong.</exception>
    public static SourceFolder ReadLspci(string path) => new() { Path = path, Lspci = LspciText.ReadFile(path) };
}
