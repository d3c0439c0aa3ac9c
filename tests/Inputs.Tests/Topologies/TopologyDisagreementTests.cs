using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Tests.Topologies;

public class TopologyDisagreementTests
{
    private static InputException Refused(string file, Func<string, string> change, string name = "intel-sm-small")
    {
        using var folder = Copy(name);
        var text = File.ReadAllText(folder.File(file));
        var changed = change(text);
        Assert.NotEqual(text, changed);
        File.WriteAllText(folder.File(file), changed);
        return Assert.Throws<InputException>(() => TopologyImport.Run(folder.Path));
    }

    private static TemporaryFolder Copy(string name)
    {
        var folder = new TemporaryFolder();
        foreach (var path in Directory.GetFiles(TestData.Topology(name)))
        {
            File.Copy(path, folder.File(Path.GetFileName(path)));
        }

        return folder;
    }

    private static void Check(InputException error, string file, int line, string problem)
    {
        Assert.EndsWith(file, error.File, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_member_that_lspci_does_not_know() =>
        Check(
            Refused("iommu_group_links.txt", t => t + "/sys/kernel/iommu_groups/3/devices/0000:7f:00.0\n"),
            "iommu_group_links.txt",
            10,
            "group 3 has a function 0000:7f:00.0 that is not in"
        );

    [Fact]
    public void A_member_of_two_groups() =>
        Check(
            Refused("iommu_group_links.txt", t => t + "/sys/kernel/iommu_groups/3/devices/0000:00:00.0\n"),
            "iommu_group_links.txt",
            10,
            "function 0000:00:00.0 is in group 3 here, but in group 0 in"
        );

    [Fact]
    public void A_member_whose_link_is_missing() =>
        Check(
            Refused(
                "iommu_group_links.txt",
                t => t.Replace("/sys/kernel/iommu_groups/0/devices/0000:00:00.0\n", "", StringComparison.Ordinal)
            ),
            "iommu_groups.txt",
            1,
            "is in group 0 here, but in no group in"
        );

    [Fact]
    public void A_member_that_is_missing_in_the_second_list() =>
        Check(
            Refused("iommu_groups.txt", t => t.Replace("0 0000:00:00.0\n", "", StringComparison.Ordinal)),
            "iommu_groups.txt",
            0,
            "is in no group here, but in group 0 in"
        );

    [Fact]
    public void A_group_in_lspci_that_differs() =>
        Check(
            Refused("lspci-vvv.txt", t => t.Replace("IOMMU group: 0\n", "IOMMU group: 1\n", StringComparison.Ordinal)),
            "lspci-vvv.txt",
            5,
            "is in group 1 here, but in group 0 in"
        );

    [Fact]
    public void A_group_in_sysfs_that_differs() =>
        Check(
            Refused("pci_devices.txt", t => t.Replace("iommu_group=0 ", "iommu_group=- ", StringComparison.Ordinal)),
            "pci_devices.txt",
            1,
            "is in no group here, but in group 0 in"
        );

    [Fact]
    public void A_function_that_sysfs_lacks() =>
        Check(
            Refused("pci_devices.txt", t => t[(t.IndexOf('\n', StringComparison.Ordinal) + 1)..]),
            "lspci-vvv.txt",
            1,
            "function 0000:00:00.0 is not in"
        );

    [Fact]
    public void A_function_that_lspci_lacks() =>
        Check(
            Refused("lspci-vvv.txt", t => t[t.IndexOf("00:03.0", StringComparison.Ordinal)..]),
            "pci_devices.txt",
            1,
            "function 0000:00:00.0 is not in"
        );

    [Fact]
    public void A_file_cut_in_the_middle() =>
        Check(
            Refused("pci_devices.txt", t => t[..(t.IndexOf("path=", StringComparison.Ordinal) + 9)]),
            "pci_devices.txt",
            1,
            "does not end in 0000:00:00.0"
        );

    [Fact]
    public void An_iommu_that_differs() =>
        Check(
            Refused("pci_devices.txt", t => t.Replace("iommu=dmar0 ", "iommu=dmar1 ", StringComparison.Ordinal)),
            "pci_devices.txt",
            1,
            "is behind dmar1 here, but behind dmar0 in iommu_class.txt"
        );

    [Fact]
    public void A_device_behind_an_iommu_that_is_not_there() =>
        Check(Refused("iommu_class.txt", t => t + "device 0000:7f:00.0\n"), "iommu_class.txt", 19, "dmar0 has a function 0000:7f:00.0");

    [Fact]
    public void Lists_that_were_cut_off()
    {
        Check(Refused("iommu_class.txt", t => t[..^5]), "iommu_class.txt", 18, "'0000:02:' is no PCI address");
        Check(Refused("iommu_group_links.txt", t => t[..^5]), "iommu_group_links.txt", 9, "is no PCI address");
        Check(Refused("iommu_groups.txt", t => t[..^5]), "iommu_groups.txt", 9, "is no PCI address");
    }

    [Fact]
    public void A_group_without_members() =>
        Check(Refused("iommu_group_attrs.txt", t => t + "group 77\ntype DMA\n"), "iommu_group_attrs.txt", 23, "group 77 has no members");

    [Fact]
    public void A_numa_node_that_differs() =>
        Check(
            Refused("lspci-vvv.txt", t => t.Replace("NUMA node: 3", "NUMA node: 2", StringComparison.Ordinal), "intel-sm-numa4-pxb"),
            "lspci-vvv.txt",
            2029,
            "is at NUMA node 2 here, but at 3 in"
        );

    [Fact]
    public void A_numa_node_that_is_not_there() =>
        Check(
            Refused("pci_devices.txt", t => t.Replace("numa_node=-1", "numa_node=9", StringComparison.Ordinal)),
            "pci_devices.txt",
            1,
            "no NUMA node 9"
        );

    [Fact]
    public void A_physical_function_that_is_not_there() =>
        Check(
            Refused("pci_devices.txt", t => t.Replace("physfn=-", "physfn=0000:7f:00.0", StringComparison.Ordinal)),
            "pci_devices.txt",
            1,
            "no physical function 0000:7f:00.0"
        );

    [Fact]
    public void A_path_in_a_circle()
    {
        using var folder = new TemporaryFolder();
        folder.File("pci_devices.txt", "0000:00:01.0 path=/x/0000:01:00.0/0000:00:01.0\n0000:01:00.0 path=/x/0000:00:01.0/0000:01:00.0\n");

        Check(Assert.Throws<InputException>(() => TopologyImport.Run(folder.Path)), "pci_devices.txt", 1, "circle");
    }

    [Theory]
    [InlineData("iommu_class.txt", "hello\n", 1)]
    [InlineData("iommu_class.txt", "iommu a\niommu a\n", 2)]
    [InlineData("iommu_group_links.txt", "/sys/7/0000:00:00.0\n", 1)]
    [InlineData("iommu_groups.txt", "x 0000:00:00.0\n", 1)]
    [InlineData("iommu_group_attrs.txt", "type DMA\n", 1)]
    [InlineData("iommu_group_attrs.txt", "group 1\nreserved 0x5 0x1 msi\n", 2)]
    [InlineData("numa.txt", "cpu0\n", 1)]
    [InlineData("numa.txt", "node0 distance=x\n", 1)]
    [InlineData("pci_devices.txt", "0000:00:00.0 vendor\n", 1)]
    [InlineData("pci_devices.txt", "0000:00:00.0 vendor=8086\n", 1)]
    [InlineData("pci_devices.txt", "\0", 1)]
    public void Files_that_are_something_else(string file, string text, int line)
    {
        using var folder = Copy("intel-sm-small");
        folder.File(file, text);

        Check(Assert.Throws<InputException>(() => TopologyImport.Run(folder.Path)), file, line, "");
    }

    [Fact]
    public void Optional_files_may_be_missing()
    {
        using var folder = Copy("amd-small");
        foreach (
            var name in new[]
            {
                "numa.txt",
                "iommu_group_attrs.txt",
                "iommu_group_links.txt",
                "iommu_groups.txt",
                "iommu_class.txt",
                "dmesg-iommu.txt",
            }
        )
        {
            File.Delete(folder.File(name));
            var topology = TopologyImport.Run(folder.Path).Apply();
            Assert.Equal((12, 8, 11), (topology.Functions.Count, topology.Groups.Count, topology.Behind("ivhd0").Count));
            Assert.Equal(IommuArchitecture.AmdVi, topology.FindIommu("ivhd0")!.Kind);
        }

        File.Delete(folder.File("pci_devices.txt"));
        Assert.Equal(8, TopologyImport.Run(folder.Path).Apply().Groups.Count);
        File.Delete(folder.File("lspci-vvv.txt"));
        Assert.Contains(
            "has no list of PCI functions",
            Assert.Throws<InputException>(() => TopologyImport.Run(folder.Path)).Problem,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Members_that_are_no_pci_functions_are_kept()
    {
        using var folder = Copy("arm-smmuv3-small");
        File.AppendAllText(folder.File("iommu_group_links.txt"), "/sys/kernel/iommu_groups/9/devices/ARMH0011:00\n");
        File.AppendAllText(folder.File("iommu_groups.txt"), "9 ARMH0011:00\n");
        File.AppendAllText(folder.File("iommu_class.txt"), "device ARMH0011:00\n");
        var file = TopologyImport.Run(folder.Path);

        Assert.Equal(["ARMH0011:00"], file.Imported.FindGroup(9)!.Others);
        Assert.Equal(["ARMH0011:00"], file.Imported.Iommus[0].Others);
        Assert.Equal(file.ToYaml(), TopologyFile.Parse(file.ToYaml(), "x").ToYaml());
    }
}
