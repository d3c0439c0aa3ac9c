using System.Text.Json;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Display;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Tests.Topologies;

public class TopologyCountsTests
{
    public static TheoryData<string, int, int, int, IommuArchitecture, int> Agreed() =>
        new()
        {
            { "intel-sm-small", 9, 7, 3, IommuArchitecture.IntelVtd, 0 },
            { "intel-sm-switch-sriov", 37, 29, 3, IommuArchitecture.IntelVtd, 14 },
            { "intel-sm-numa4-pxb", 50, 44, 3, IommuArchitecture.IntelVtd, 8 },
            { "intel-sm-big", 202, 41, 18, IommuArchitecture.IntelVtd, 0 },
            { "amd-small", 12, 8, 3, IommuArchitecture.AmdVi, 0 },
            { "arm-smmuv3-small", 12, 3, 8, IommuArchitecture.ArmSmmuV3, 0 },
            { "arm-smmuv3-acpi-pxb", 54, 34, 8, IommuArchitecture.ArmSmmuV3, 14 },
            { "virtio-iommu", 13, 6, 2, IommuArchitecture.VirtioIommu, 0 },
        };

    public static TheoryData<string> Names() => new(Agreed().Select(row => (string)row[0]));

    private static TopologySummary Summary(TopologyFile file) => new(file.Apply(), file.Source);

    [Theory]
    [MemberData(nameof(Agreed))]
    public void Counts_are_those_agreed(string name, int functions, int groups, int largest, IommuArchitecture kind, int virtualFunctions)
    {
        var summary = Summary(TopologyImport.Run(TestData.Topology(name)));

        Assert.Equal(
            (functions, groups, largest, virtualFunctions),
            (summary.Functions, summary.Groups, summary.LargestGroup, summary.VirtualFunctions)
        );
        Assert.Equal(kind, Assert.Single(summary.Iommus).Iommu.Kind);
        using var json = JsonDocument.Parse(summary.ToJson());
        Assert.Equal(functions, json.RootElement.GetProperty("functions").GetInt32());
        Assert.Equal(groups, json.RootElement.GetProperty("groups").GetInt32());
        Assert.Equal(largest, json.RootElement.GetProperty("largestGroup").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("iommus").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Counts_equal_a_second_count_of_the_raw_files(string name)
    {
        var second = new IndependentTopologyCount(TestData.Topology(name));
        var topology = TopologyImport.Run(TestData.Topology(name)).Apply();
        var summary = new TopologySummary(topology, new("", ""));

        Assert.Equal((second.Functions, second.Headers), (summary.Functions, summary.Functions));
        Assert.Equal((second.Groups, second.LargestGroup), (summary.Groups, summary.LargestGroup));
        Assert.Equal((second.WithoutGroup, second.GroupLines), (summary.WithoutGroup, summary.Functions - summary.WithoutGroup));
        Assert.Equal((second.Iommus, second.BehindIommus), (summary.Iommus.Count, summary.Iommus.Sum(i => i.Functions)));
        Assert.Equal((second.NumaNodes, second.RootBuses), (summary.NumaNodes, summary.RootBuses));
        Assert.Equal((second.VirtualFunctions, second.WithAts), (summary.VirtualFunctions, summary.WithAts));
        Assert.Equal(second.AtsEnabled, topology.Functions.Count(f => f.Ats is { Enabled: true }));
        Assert.Equal(second.Bridges, topology.Functions.Count(f => f.Buses is not null));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lspci_alone_gives_the_same_host_but_for_what_it_does_not_tell(string name)
    {
        var folder = TopologyImport.Run(TestData.Topology(name)).Apply();
        var alone = TopologyImport.Run(Path.Combine(TestData.Topology(name), "lspci-vvv.txt")).Apply();

        var assumed = Assert.Single(alone.Iommus);
        var (prefix, kind) = name.Split('-')[0] switch
        {
            "amd" => ("ivhd0", IommuArchitecture.AmdVi),
            "virtio" => ("viommu0", IommuArchitecture.VirtioIommu),
            _ => ("dmar0", IommuArchitecture.IntelVtd),
        };
        Assert.Equal((prefix, kind, true), (assumed.Name, assumed.Kind, assumed.Assumed));
        foreach (var (expected, actual) in folder.Functions.Zip(alone.Functions))
        {
            // lspci tells the register's total of VFs, sysfs what the driver allows.
            Assert.Equal(expected with { Iommu = null, VirtualFunctions = null }, actual with { Iommu = null, VirtualFunctions = null });
            Assert.Equal(expected.VirtualFunctions?.Enabled, actual.VirtualFunctions?.Enabled);
            Assert.Equal(expected.Iommu is null, actual.Iommu is null);
        }

        Assert.Equal(folder.Groups.Select(g => g.Id), alone.Groups.Select(g => g.Id));
    }

    [Fact]
    public void A_folder_without_lspci_has_the_same_tree_and_groups()
    {
        using var folder = new TemporaryFolder();
        var from = TestData.Topology("intel-sm-numa4-pxb");
        File.Copy(Path.Combine(from, "pci_devices.txt"), folder.File("pci_devices.txt"));
        var whole = TopologyImport.Run(from).Apply();
        var part = TopologyImport.Run(folder.Path).Apply();

        Assert.Equal(
            whole.Functions.Select(f => (f.Bdf, f.Parent, f.Group, f.Iommu, f.NumaNode, f.Class, f.PhysicalFunction)),
            part.Functions.Select(f => (f.Bdf, f.Parent, f.Group, f.Iommu, f.NumaNode, f.Class, f.PhysicalFunction))
        );
        Assert.Equal(new BridgeBuses(0x23, 0x26), part.Find(Bdf.Parse("0000:20:02.0"))!.Buses);
        Assert.Equal(IommuArchitecture.IntelVtd, Assert.Single(part.Iommus).Kind);
    }

    [Fact]
    public void Details_of_one_function_are_those_of_the_files()
    {
        var topology = TopologyImport.Run(TestData.Topology("intel-sm-numa4-pxb")).Apply();
        var function = topology.Find(Bdf.Parse("0000:43:00.0"))!;

        Assert.Equal(((ushort)0x8086, (ushort)0x10c9, 0x020000u), (function.Vendor, function.Device, function.Class));
        Assert.Equal(("Ethernet controller", "Intel Corporation 82576 Gigabit Network Connection"), (function.ClassName, function.Name));
        Assert.Equal(("igb", 1, 27, "dmar0"), (function.Driver, function.NumaNode, function.Group, function.Iommu));
        Assert.Equal((Bdf.Parse("0000:40:02.0"), new VirtualFunctions(4, 7)), (function.Parent, function.VirtualFunctions));
        Assert.Equal((0u, (byte)0x40), topology.RootBus(function));
        Assert.Equal(Bdf.Parse("0000:43:00.0"), topology.Find(Bdf.Parse("0000:43:10.6"))!.PhysicalFunction);
        Assert.Equal([20, 10, 20, 30], topology.NumaNodes[1].Distances);
        Assert.Equal("880000f00f4e", topology.FindIommu("dmar0")!.Attribute("ecap"));
        Assert.Contains("scalable mode", topology.FindIommu("dmar0")!.Abilities);
        var group = topology.FindGroup(6)!;
        Assert.Equal(("DMA-FQ", new ReservedRegion(0, 0xffffff, "direct-relaxable")), (group.Type, group.Reserved[0]));
    }

    [Fact]
    public void Every_function_of_the_tree_is_there_once()
    {
        foreach (var name in Names().Select<object[], string>(row => (string)row[0]))
        {
            var topology = TopologyImport.Run(TestData.Topology(name)).Apply();
            var walked = TopologyTree.Roots(topology).SelectMany(r => r.Functions).SelectMany(Walk).Select(f => f.Bdf).Order().ToList();

            Assert.Equal(topology.Functions.Select(f => f.Bdf), walked);
        }

        static IEnumerable<PciFunction> Walk(TopologyNode node) => node.Below.SelectMany(Walk).Prepend(node.Function);
    }
}
