using System.Text;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Display;
using SvaOrleans.Inputs.Topologies.Files;

namespace SvaOrleans.Inputs.Tests.Topologies;

public class TopologyFuzzTests
{
    private static void UsedOrRefused(Func<TopologyFile> read)
    {
        try
        {
            var file = read();
            Assert.NotEmpty(TopologyText.Show(file));
            Assert.Equal(file.ToYaml(), TopologyFile.Parse(file.ToYaml(), "t").ToYaml());
        }
        catch (InputException refused)
        {
            Assert.NotEmpty(refused.Problem);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_folders_are_used_or_refused(int seed)
    {
        var random = new Random(seed);
        string[] names = ["intel-sm-small", "amd-small", "arm-smmuv3-small", "virtio-iommu", "intel-sm-switch-sriov"];
        string[] files =
        [
            "lspci-vvv.txt",
            "pci_devices.txt",
            "iommu_class.txt",
            "iommu_group_links.txt",
            "iommu_group_attrs.txt",
            "iommu_groups.txt",
            "numa.txt",
            "lspci-tv.txt",
        ];
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 200; round++)
        {
            var from = TestData.Topology(names[random.Next(names.Length)]);
            var damaged = files[random.Next(files.Length)];
            foreach (var file in files)
            {
                File.Delete(folder.File(file));
                if (file == damaged)
                {
                    File.WriteAllBytes(folder.File(file), Mutations.Apply(File.ReadAllLines(Path.Combine(from, file)), random));
                }
                else if (random.Next(4) > 0)
                {
                    File.Copy(Path.Combine(from, file), folder.File(file));
                }
            }

            UsedOrRefused(() => TopologyImport.Run(folder.Path));
        }
    }

    [Fact]
    public void Damaged_lspci_text_is_used_or_refused()
    {
        var random = new Random(4);
        var lines = File.ReadAllLines(Path.Combine(TestData.Topology("intel-sm-switch-sriov"), "lspci-vvv.txt"));
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 200; round++)
        {
            File.WriteAllBytes(folder.File("lspci"), Mutations.Apply(lines, random));
            UsedOrRefused(() => TopologyImport.Run(folder.File("lspci"), new() { AssumeGroups = true }));
        }
    }

    [Fact]
    public void Damaged_topology_files_are_used_or_refused()
    {
        var random = new Random(5);
        var options = new TopologyImportOptions
        {
            Grants = [Grant.Parse("endpoints ats pasid=20 pri=7")],
            Splits = [IommuSplit.Parse("dmar0=root-bus")],
        };
        var lines = TopologyImport.Run(TestData.Topology("intel-sm-small"), options).ToYaml().Split('\n');
        for (var round = 0; round < 2000; round++)
        {
            var text = Encoding.UTF8.GetString(Mutations.Apply(lines, random));
            UsedOrRefused(() => TopologyFile.Parse(text, "t"));
        }
    }
}
