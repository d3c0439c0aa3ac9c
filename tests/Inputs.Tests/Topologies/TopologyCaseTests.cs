using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Display;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Tests.Topologies;

/// <summary>Texts that other people have: each stands for a kind that is easily misread (data/cases).</summary>
public class TopologyCaseTests
{
    private static TopologyFile Case(string name) => TopologyImport.Run(Path.Combine(TestData.Folder, "cases", name));

    private static string Notes(TopologyFile file) => string.Join(' ', file.Notes.Select(static one => $"{one.Key.Name()}:{one.Value}"));

    [Fact]
    public void Classes_are_known_by_every_name_of_the_list()
    {
        var file = Case("fmt-class-names/lspci.txt");

        Assert.Equal([0x020500u, 0x020600u, 0x089900u, 0x089901u], file.Imported.Functions.Select(static f => f.Class!.Value));
    }

    [Fact]
    public void Ids_that_lspci_cut_off_are_missing_and_told()
    {
        var file = Case("fmt-long-name-cuts-id/lspci-nn.txt");
        var first = file.Imported.Functions[0];

        Assert.Equal(
            (null, "Advanced Micro Devices, Inc. [AMD/ATI] Cape Verde PRO / Venus LE / Tropo PRO-L [Radeon HD 8830M / R7 250 / R7 M465X]"),
            (first.Device, first.Name)
        );
        Assert.Equal((ushort?)0x682c, file.Imported.Functions[1].Device);
        Assert.Equal("withoutDetails:1 idsCut:1", Notes(file));
    }

    [Fact]
    public void Capabilities_that_could_not_be_read_are_told()
    {
        var file = Case("fmt-lspci-access-denied/lspci-vvv.txt");

        Assert.Equal(12, file.Imported.Functions.Count);
        Assert.Equal("capabilitiesDenied:11", Notes(file));
        Assert.Equal(
            "11 functions: capabilities could not be read; run lspci -vvv as root, or add them with --grant",
            TopologyNote.CapabilitiesDenied.Sentence(11)
        );
    }

    [Fact]
    public void Capabilities_of_which_only_the_name_is_told_are_left_out()
    {
        var file = Case("fmt-lspci-v/lspci-v.txt");

        Assert.All(file.Imported.Functions, static f => Assert.Equal((null, null, null), (f.Ats, f.Pasid, f.Pri)));
        Assert.Equal("capabilitiesByName:1", Notes(file));
    }

    [Fact]
    public void A_pasid_width_of_zero_is_no_fault()
    {
        var file = Case("fmt-pasid-width-0/lspci-vvv.txt");
        var function = Assert.Single(file.Imported.Functions);

        Assert.Null(function.Pasid);
        Assert.Equal(new AtsCapability(32, 0, Enabled: true), function.Ats);
        Assert.Equal("pasidWidthZero:1", Notes(file));
    }

    [Theory]
    [InlineData("topology-numa-count/lspci.txt", new[] { 0, 1 })]
    [InlineData("topology-pci-devices-dash/host", new[] { 0 })]
    public void Nodes_are_those_of_the_functions(string name, int[] nodes)
    {
        var file = Case(name);

        Assert.Equal(nodes, file.Imported.NumaNodes.Select(static one => one.Node));
        Assert.Equal(nodes.Length, new TopologySummary(file.Apply(), file.Source).NumaNodes);
        Assert.Equal(file.ToYaml(), TopologyFile.Parse(file.ToYaml(), "t").ToYaml());
    }

    [Fact]
    public void A_dash_is_no_path()
    {
        var function = Assert.Single(Case("topology-pci-devices-dash/host").Imported.Functions);

        Assert.Equal((Bdf.Parse("0000:00:00.0"), null, "dmar0"), (function.Bdf, function.Parent, function.Iommu));
    }

    [Fact]
    public void What_a_volume_management_device_shows_is_behind_its_own_iommu()
    {
        var file = Case("topology-vmd-group/lspci.txt");
        var iommu = Assert.Single(new TopologySummary(file.Apply(), file.Source).Iommus);

        Assert.Equal((4, 2), (iommu.Functions, iommu.Groups));
    }
}
