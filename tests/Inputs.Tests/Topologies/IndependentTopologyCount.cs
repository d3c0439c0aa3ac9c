using System.Text.RegularExpressions;

namespace SvaOrleans.Inputs.Tests.Topologies;

/// <summary>Counts a folder a second way: straight from single files, as grep, cut, sort and uniq would.</summary>
internal sealed partial class IndependentTopologyCount
{
    private readonly string _folder;

    public IndependentTopologyCount(string folder)
    {
        this._folder = folder;
        var links = Lines("iommu_group_links.txt").Select(l => l.Split('/')[4]).ToList();
        Groups = links.Distinct().Count();
        LargestGroup = links.CountBy(g => g).Max(c => c.Value);
        var devices = Lines("pci_devices.txt");
        Functions = devices.Length;
        WithoutGroup = devices.Count(l => l.Contains(" iommu_group=- "));
        VirtualFunctions = devices.Count(l => !l.Contains(" physfn=- "));
        RootBuses = devices.Select(l => RootBus().Match(l).Groups[1].Value).Distinct().Count();
        var iommus = Lines("iommu_class.txt");
        Iommus = iommus.Count(l => l.StartsWith("iommu ", StringComparison.Ordinal));
        BehindIommus = iommus.Count(l => l.StartsWith("device ", StringComparison.Ordinal));
        NumaNodes = Lines("numa.txt").Count(l => l.StartsWith("node", StringComparison.Ordinal));
        var lspci = Lines("lspci-vvv.txt");
        Headers = lspci.Count(l => Header().IsMatch(l));
        WithAts = lspci.Count(l => l.Contains("Address Translation Service (ATS)"));
        GroupLines = lspci.Count(l => l.Contains("IOMMU group:"));
        AtsEnabled = lspci.Count(l => l.Contains("ATSCtl:\tEnable+"));
        Bridges = lspci.Count(l => l.StartsWith("\tBus: primary=", StringComparison.Ordinal));
    }

    public int Functions { get; }

    public int Groups { get; }

    public int LargestGroup { get; }

    public int WithoutGroup { get; }

    public int VirtualFunctions { get; }

    public int RootBuses { get; }

    public int Iommus { get; }

    public int BehindIommus { get; }

    public int NumaNodes { get; }

    public int Headers { get; }

    public int WithAts { get; }

    public int GroupLines { get; }

    public int AtsEnabled { get; }

    public int Bridges { get; }

    private string[] Lines(string name) => File.ReadAllLines(Path.Combine(_folder, name)).Where(l => l.Length > 0).ToArray();

    [GeneratedRegex("^[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7] ")]
    private static partial Regex Header();

    [GeneratedRegex("/pci([0-9a-f]{4}:[0-9a-f]{2})/")]
    private static partial Regex RootBus();
}
