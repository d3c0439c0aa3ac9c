using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Display;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Tests.Topologies;

public class DirectivesTests
{
    private static TopologyFile Import(string name, string[]? grants = null, string[]? splits = null) =>
        TopologyImport.Run(
            TestData.Topology(name),
            new() { Grants = [.. (grants ?? []).Select(Grant.Parse)], Splits = [.. (splits ?? []).Select(IommuSplit.Parse)] }
        );

    [Theory]
    [InlineData("class=0200", 15)]
    [InlineData("class=0x020000", 15)]
    [InlineData("class=02", 15)]
    [InlineData("class=06", 25)]
    [InlineData("id=8086:10ca", 8)]
    [InlineData("bdf=0000:43:10.4", 1)]
    [InlineData("bdf=43:10.4", 1)]
    [InlineData("bdf=0000:43:10.*", 4)]
    [InlineData("bdf=*:?0:0?.0", 16)]
    [InlineData("endpoints", 25)]
    public void Selectors_mean_the_right_functions(string selector, int count)
    {
        var topology = Import("intel-sm-numa4-pxb", [selector + " pasid=20"]).Apply();

        Assert.Equal(count, topology.Functions.Count(f => f.Pasid is { WidthBits: 20, Granted: true }));
    }

    [Fact]
    public void Grants_leave_the_imported_part_alone_and_later_ones_win()
    {
        var file = Import("intel-sm-numa4-pxb", ["class=0200 ats=16 pasid=20,priv pri=512", "bdf=0000:01:00.0 pasid=8"]);
        var topology = file.Apply();
        var first = Bdf.Parse("0000:01:00.0");

        Assert.Equal(Import("intel-sm-numa4-pxb").Imported.Functions, file.Imported.Functions);
        Assert.Equal(new AtsCapability(16, 0, false, true), topology.Find(first)!.Ats);
        Assert.Equal(new PasidCapability(8, false, false, false, true), topology.Find(first)!.Pasid);
        Assert.Equal(new PriCapability(512, 0, false, true), topology.Find(first)!.Pri);
        Assert.Equal(new PasidCapability(20, false, true, false, true), topology.Find(Bdf.Parse("0000:43:10.0"))!.Pasid);
        Assert.Contains("ATS 16+, PASID 8+, PRI 512+}", TopologyText.Show(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("endpoints")]
    [InlineData("everything ats")]
    [InlineData("class=020 ats")]
    [InlineData("class=zz ats")]
    [InlineData("id=8086 ats")]
    [InlineData("bdf=43 ats")]
    [InlineData("bdf=x* ats")]
    [InlineData("endpoints=1 ats")]
    [InlineData("endpoints ats=0")]
    [InlineData("endpoints ats=33")]
    [InlineData("endpoints pasid")]
    [InlineData("endpoints pasid=0")]
    [InlineData("endpoints pasid=21")]
    [InlineData("endpoints pasid=20,root")]
    [InlineData("endpoints pri")]
    [InlineData("endpoints pri=4294967296")]
    [InlineData("endpoints wings")]
    public void Grants_that_cannot_be_are_refused(string text)
    {
        var error = Assert.Throws<InputException>(() => Grant.Parse(text));

        Assert.Equal("--grant", error.File);
        Assert.Contains("class=0200", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Grants_and_splits_print_as_they_are_read()
    {
        foreach (var text in new[] { "endpoints ats=32", "class=0200 pasid=20,exec,priv", "bdf=0000:43:10.* ats=1 pasid=5 pri=7" })
        {
            Assert.Equal(text, Grant.Parse(text).ToString());
        }

        Assert.Equal("dmar0=root-bus", IommuSplit.Parse("dmar0=per-root-bus").ToString());
        Assert.Equal("0000:00:02.0=numa-node", IommuSplit.Parse("0000:00:02.0=numa-node").ToString());
        Assert.Throws<InputException>(() => IommuSplit.Parse("dmar0"));
        Assert.Throws<InputException>(() => IommuSplit.Parse("=root-bus"));
    }

    [Theory]
    [InlineData("intel-sm-numa4-pxb", "dmar0=root-bus", "dmar0.00 dmar0.20 dmar0.40 dmar0.60 dmar0.80")]
    [InlineData("intel-sm-numa4-pxb", "dmar0=numa-node", "dmar0.no-node dmar0.node0 dmar0.node1 dmar0.node2 dmar0.node3")]
    [InlineData(
        "arm-smmuv3-acpi-pxb",
        "smmu3.0x0000000009050000=root-bus",
        "smmu3.0x0000000009050000.00 smmu3.0x0000000009050000.40 smmu3.0x0000000009050000.80"
    )]
    public void A_split_puts_functions_under_several_iommus(string name, string split, string parts)
    {
        var file = Import(name, splits: [split]);
        var topology = file.Apply();

        Assert.Equal(parts, string.Join(' ', topology.Iommus.Select(i => i.Name)));
        Assert.All(topology.Iommus, i => Assert.Equal(file.Imported.Iommus[0].Kind, i.Kind));
        Assert.Equal(file.Imported.Functions.Count(f => f.Iommu is not null), topology.Iommus.Sum(i => topology.Behind(i.Name).Count));
        Assert.All(topology.Groups, g => Assert.Single(topology.Members(g.Id).Select(f => f.Iommu).Distinct()));
        Assert.Contains($"{file.Imported.Iommus[0].Name} split per ", TopologyText.Show(file), StringComparison.Ordinal);
        Assert.Contains(parts.Replace(" ", ", ", StringComparison.Ordinal), TopologyText.Show(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_below_different_root_buses_come_under_different_iommus()
    {
        var topology = Import("arm-smmuv3-acpi-pxb", splits: ["smmu3.0x0000000009050000=root-bus"]).Apply();

        Assert.NotEqual(topology.Find(Bdf.Parse("0000:43:10.0"))!.Iommu, topology.Find(Bdf.Parse("0000:83:10.0"))!.Iommu);
    }

    [Fact]
    public void A_split_that_tears_a_group_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.File(
            "pci_devices.txt",
            "0000:00:01.0 numa_node=0 iommu_group=4 iommu=dmar0 path=/d/pci0000:00/0000:00:01.0\n0000:00:02.0 numa_node=1 "
                + "iommu_group=4 iommu=dmar0 path=/d/pci0000:00/0000:00:02.0\n"
        );
        var error = Assert.Throws<InputException>(() =>
            TopologyImport.Run(folder.Path, new() { Splits = [IommuSplit.Parse("dmar0=numa-node")] })
        );

        Assert.Contains(
            "group 4 would be torn apart: 0000:00:01.0 goes to dmar0.node0, 0000:00:02.0 to dmar0.node1",
            error.Problem,
            StringComparison.Ordinal
        );
    }
}
