using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Tests.Topologies;

public class LspciTextTests
{
    private static Topology Import(string text, TopologyImportOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        return TopologyImport.Run(folder.File("lspci.txt", text), options).Apply();
    }

    private static InputException Refused(string text)
    {
        using var folder = new TemporaryFolder();
        return Assert.Throws<InputException>(() => TopologyImport.Run(folder.File("lspci.txt", text)));
    }

    [Fact]
    public void Capabilities_are_read_in_hexadecimal()
    {
        var function = Import(
            """
            0000:6a:01.0 System peripheral [0880]: Example Accelerator [8086:0b25] (rev 01)
            	NUMA node: 1
            	IOMMU group: 12
            	Capabilities: [220 v1] Address Translation Service (ATS)
            		ATSCap:	Invalidate Queue Depth: 10
            		ATSCtl:	Enable+, Smallest Translation Unit: 01
            	Capabilities: [230 v1] Process Address Space ID (PASID)
            		PASIDCap: Exec- Priv+, Max PASID Width: 14
            		PASIDCtl: Enable+ Exec- Priv+
            	Capabilities: [240 v1] Page Request Interface (PRI)
            		PRICtl: Enable+ Reset-
            		PRISta: RF- UPRGI- Stopped+ PASID+
            		Page Request Capacity: 00000200, Page Request Allocation: 00000020
            	Kernel driver in use: idxd
            	Kernel modules: idxd
            """
        ).Functions[0];

        Assert.Equal(new AtsCapability(16, 1, true), function.Ats);
        Assert.Equal(new PasidCapability(20, false, true, true), function.Pasid);
        Assert.Equal(new PriCapability(512, 32, true), function.Pri);
        Assert.Equal((1, 12, "dmar0", "idxd"), (function.NumaNode, function.Group, function.Iommu, function.Driver));
    }

    [Fact]
    public void Depth_zero_stands_for_thirty_two_and_old_words_for_control_are_read()
    {
        var function = Import(
            "00:01.0 Foo: Bar\n\tCapabilities: [100] Address Translation Service (ATS)\n\t\tATSCap:\tInvalidate Queue Depth: "
                + "00\n\t\tATSCtl:\tEnable-, Smallest Translation Unit: 00\n"
        ).Functions[0];

        Assert.Equal(new AtsCapability(32, 0, false), function.Ats);
        Assert.Null(function.Class);
    }

    [Theory]
    [InlineData(
        "00:02.0 Ethernet controller: Intel Corporation 82574L Gigabit Network Connection",
        0x020000u,
        null,
        "Intel Corporation 82574L Gigabit Network Connection"
    )]
    [InlineData(
        "00:02.0 Ethernet controller [0200]: Intel Corporation 82574L [8086:10d3] (rev 03)",
        0x020000u,
        0x10d3,
        "Intel Corporation 82574L"
    )]
    [InlineData("0000:00:02.0 0200: 8086:10d3", 0x020000u, 0x10d3, "")]
    [InlineData("00:02.0 Class 0200: 8086:10d3 (rev 03)", 0x020000u, 0x10d3, "")]
    [InlineData(
        "00:02.0 SATA controller: Intel Corporation SATA [AHCI mode] (rev 02) (prog-if 01 [AHCI 1.0])",
        0x010601u,
        null,
        "Intel Corporation SATA [AHCI mode]"
    )]
    [InlineData(
        "00:02.0 VGA compatible controller [0300]: AMD [AMD/ATI] Fiji [Radeon] [1002:7300] (rev ca) (prog-if 00 [VGA controller])",
        0x030000u,
        0x7300,
        "AMD [AMD/ATI] Fiji [Radeon]"
    )]
    [InlineData(
        "00:02.0 Ethernet controller [0200]: Intel Corporation Virtual Function [ffff:ffff] (rev ff) (prog-if ff)",
        0x0200ffu,
        0xffff,
        "Intel Corporation Virtual Function"
    )]
    public void First_lines_are_read_in_every_form(string line, uint code, int? device, string name)
    {
        var function = Import(line + "\n").Functions[0];

        Assert.Equal(
            (new Bdf(0, 0, 2, 0), (uint?)code, (ushort?)device, name),
            (function.Bdf, function.Class, function.Device, function.Name)
        );
    }

    [Fact]
    public void Noise_hex_dumps_and_unknown_details_are_passed_over()
    {
        var topology = Import(
            "# lspci -vvvxxx\npcilib: Cannot open /sys/bus/pci\nlspci: Unable to load libkmod resources: error -2\n\n"
                + "10000:e0:1d.0 PCI bridge: Intel Corporation Device 0b60 (prog-if 00 [Normal decode])\n\tBus: primary=e0, "
                + "secondary=e1, subordinate=e1, sec-latency=0\n"
                + "\tCapabilities: <access denied>\n\t!!! Unknown header type 7f\n\tSomething new: 7\n00: 86 80 60 0b\nf0: 00 "
                + "00\n100: 00 00 00 00\n\n"
                + "10000:e1:00.0 Non-Volatile memory controller: Intel Corporation NVMe\r\n"
        );

        Assert.Equal(2, topology.Functions.Count);
        Assert.Equal(new Bdf(0x10000, 0xe0, 0x1d, 0), topology.Functions[1].Parent);
        Assert.Empty(topology.Groups);
        Assert.Empty(topology.Iommus);
    }

    [Fact]
    public void One_iommu_is_assumed_for_each_segment_and_groups_on_demand()
    {
        const string text = "0000:00:00.0 Host bridge: A\n0000:00:01.0 Ethernet controller: B\n0001:00:00.0 Ethernet controller: C\n";

        Assert.Empty(Import(text).Iommus);
        var topology = Import(text, new() { AssumeGroups = true, AssumedIommu = IommuArchitecture.ArmSmmuV3 });
        Assert.Equal(
            [("smmu3.0", IommuArchitecture.ArmSmmuV3, true), ("smmu3.1", IommuArchitecture.ArmSmmuV3, true)],
            topology.Iommus.Select(i => (i.Name, i.Kind, i.Assumed))
        );
        Assert.Equal([(0, "smmu3.0"), (1, "smmu3.0"), (2, "smmu3.1")], topology.Functions.Select(f => (f.Group!.Value, f.Iommu!)));
    }

    [Theory]
    [InlineData("Advanced Micro Devices, Inc. [AMD] Starship/Matisse IOMMU [1022:1481]", IommuArchitecture.AmdVi)]
    [InlineData("Advanced Micro Devices, Inc. [AMD] Starship/Matisse IOMMU", IommuArchitecture.AmdVi)]
    [InlineData("Red Hat, Inc. Virtio 1.0 IOMMU [1af4:1057]", IommuArchitecture.VirtioIommu)]
    [InlineData("Some other IOMMU [1234:5678]", IommuArchitecture.IntelVtd)]
    public void The_assumed_kind_is_that_of_the_function_that_is_an_IOMMU(string name, IommuArchitecture kind)
    {
        var text = $"00:00.2 IOMMU [0806]: {name}\n00:01.0 Ethernet controller [0200]: B [8086:1572]\n\tIOMMU group: 3\n";

        Assert.Equal(kind, Assert.Single(Import(text).Iommus).Kind);
        Assert.Equal(IommuArchitecture.Other, Assert.Single(Import(text, new() { AssumedIommu = IommuArchitecture.Other }).Iommus).Kind);
    }

    [Fact]
    public void Text_of_lspci_m_is_told_as_such()
    {
        var told = Assert.Throws<InputException>(static () => Import("00:00.0 \"Host bridge\" \"Intel\" \"X\" -r02 \"\" \"\"\n"));

        Assert.Equal((1, "this is the text of lspci -m, which has no capabilities"), (told.Line, told.Problem));
    }

    [Fact]
    public void Virtual_functions_are_found_by_offset_and_stride()
    {
        var topology = Import(
            """
            01:00.0 Ethernet controller: A
            	Capabilities: [160 v1] Single Root I/O Virtualization (SR-IOV)
            		Initial VFs: 8, Total VFs: 8, Number of VFs: 3, Function Dependency Link: 00
            		VF offset: 256, stride: 2, Device ID: 10ca
            02:00.0 Ethernet controller: VF
            02:00.2 Ethernet controller: VF
            02:00.6 Ethernet controller: other
            00:01.0 PCI bridge: P
            	Bus: primary=00, secondary=01, subordinate=02, sec-latency=0
            """
        );

        Assert.Equal([null, null, "0000:01:00.0", "0000:01:00.0", null], topology.Functions.Select(f => f.PhysicalFunction?.ToString()));
        Assert.Equal(
            [null, "0000:00:01.0", "0000:00:01.0", "0000:00:01.0", "0000:00:01.0"],
            topology.Functions.Select(f => f.Parent?.ToString())
        );
    }

    [Theory]
    [InlineData("", 0, "no PCI function")]
    [InlineData("\n\n", 0, "no PCI function")]
    [InlineData("hello world\n", 1, "no beginning of a function")]
    [InlineData("00:1f.9 ISA bridge: X\n", 1, "no beginning of a function")]
    [InlineData("00:20.0 ISA bridge: X\n", 1, "no beginning of a function")]
    [InlineData("\tIOMMU group: 1\n", 1, "indented line without a function")]
    [InlineData("00:00.0 A: B\n\tIOMMU group: x\n", 2, "no such number")]
    [InlineData("00:00.0 A: B\n\tIOMMU group: 99999999999\n", 2, "no such number")]
    [InlineData("00:00.0 A: B\n00:00.0 A: B\n", 2, "occurs again after line 1")]
    [InlineData(
        "00:00.0 A: B\n\tCapabilities: [1] Process Address Space ID (PASID)\n\t\tPASIDCap: Exec- Priv-, Max PASID Width: 15\n",
        3,
        "no PASID width"
    )]
    [InlineData(
        "00:00.0 A: B\n\tCapabilities: [1] Page Request Interface (PRI)\n\t\tPage Request Capacity: zz, Page Request Allocation: 0\n",
        3,
        "'zz' is no number"
    )]
    [InlineData("00:00.0 A: B\n\tBus: primary=00, secondary=gg, subordinate=01\n", 2, "'gg' is no number")]
    [InlineData("00:00.0 A: B\n\tControl: I/O+ Mem+ Bu", 2, "ends within the line 'Control: I/O+ Mem+ Bu'")]
    [InlineData("00:00.0 A: B\n00:0", 2, "no beginning of a function")]
    [InlineData("\0\0", 1, "binary")]
    [InlineData("format: sva-topology/1\n", 0, "no PCI function")]
    public void What_is_no_lspci_text_is_refused_with_its_line(string text, int line, string problem)
    {
        var error = Refused(text);

        Assert.Equal(line, error.Line);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }
}
