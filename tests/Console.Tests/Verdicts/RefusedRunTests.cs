using System.Text.Json;

namespace SvaOrleans.Console.Tests.Verdicts;

/// <summary>A run in which the kernel refused an operation, without an expectation for it, is no success; every errno has
/// its reason.</summary>
public class RefusedRunTests
{
    private const string Lspci = """
        6a:01.0 System peripheral [0880]: Intel Corporation Device [8086:0b25]
        	Control: I/O- Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx-
        	Capabilities: [40] Express (v2) Root Complex Integrated Endpoint, MSI 00
        	Capabilities: [220 v1] Address Translation Service (ATS)
        		ATSCap:	Invalidate Queue Depth: 00
        		ATSCtl:	Enable+, Smallest Translation Unit: 00
        	Capabilities: [230 v1] Process Address Space ID (PASID)
        		PASIDCap: Exec- Priv+, Max PASID Width: 14
        		PASIDCtl: Enable+ Exec- Priv+
        	Capabilities: [240 v1] Page Request Interface (PRI)
        		PRICtl: Enable+ Reset-
        		PRISta: RF- UPRGI- Stopped+
        		Page Request Capacity: 00000200, Page Request Allocation: 00000200

        """;

    private const string Accelerator = """
        format: sva-scenario/1
        name: dsa
        hosts:
          h0: {topology: machine.yaml}
        steps:
          - device_init: {device: "6a:01.0", features: iopf}
          - process: X
          - mmap: {mm: X, pages: 0..3}
          - bind: {device: "6a:01.0", mm: X, features: iopf}
          - dma: {device: "6a:01.0", mm: X, pages: 0..1, access: w}
        """;

    private const string Head = """
        format: sva-scenario/1
        name: small
        settings: {one_device_per_group: true}
        hosts:
          h0:
            iommus: {smmu0: {kind: arm-smmu-v3}, blind: {kind: arm-smmu-v3, ops: none}}
            domains: [A, B, C, D, E, F]
            devices:
              "00:00.0": {iommu: smmu0, group: ga, domain: A}
              "00:01.0": {iommu: smmu0, group: gb, domain: B}
              "00:01.1": {iommu: smmu0, group: gb, domain: B}
              "00:02.0": {iommu: smmu0, group: gc, domain: C, pasid_width: 0}
              "00:03.0": {iommu: smmu0, group: gd, domain: D, pri: 0}
              "00:04.0": {iommu: blind, group: ge, domain: E}
              "00:05.0": {iommu: smmu0, group: gf, domain: F, pasid_max: 1}
        steps:
          - process: X
          - process: Y

        """;

    [Fact]
    public void A_function_of_lspci_alone_leads_to_what_is_missing()
    {
        using var folder = new TemporaryFolder();
        var machine = Path.Combine(folder.Path, "machine.yaml");
        var text = folder.Write("lspci.txt", Lspci);
        var file = folder.Write("dsa.yaml", Accelerator);

        var imported = Sva.Run("topology", "import", text, "-o", machine);
        Assert.Equal(0, imported.ExitCode);
        Assert.Contains("no function is in an IOMMU group", imported.Error, StringComparison.Ordinal);
        Assert.Contains("--assume-groups", imported.Error, StringComparison.Ordinal);

        var refused = Sva.Run("run", file);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "device_init 6a:01.0 features=iopf = -ENODEV: 6a:01.0 is behind no IOMMU and in no IOMMU group",
            refused.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("--assume-groups", refused.Out, StringComparison.Ordinal);
        Assert.Contains("nothing was expected, and 3 of 5 operations were refused", refused.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("passed", refused.Out, StringComparison.Ordinal);
        Assert.StartsWith("refused dsa", Sva.Run("run", "--quiet", file).Lines[^1], StringComparison.Ordinal);

        Assert.Equal(0, Sva.Run("topology", "import", text, "-o", machine, "--assume-groups").ExitCode);
        var ran = Sva.Run("run", "--json", file);
        Assert.Equal(0, ran.ExitCode);
        Assert.Equal("nothingExpected", State(ran).GetProperty("verdict").GetString());
    }

    [Theory]
    [InlineData("device_init: {device: \"00:04.0\"}", "-ENODEV", "the driver of the IOMMU in front of 00:04.0 has no device_init")]
    [InlineData("device_init: {device: \"00:02.0\"}", "-EINVAL", "00:02.0 has no PASIDs")]
    [InlineData("device_init: {device: \"00:03.0\", features: iopf}", "-EINVAL", "00:03.0 has no PRI capability")]
    [InlineData("device_init: {device: \"00:00.0\"}|device_init: {device: \"00:00.0\"}", "-EEXIST", "initialised already")]
    [InlineData(
        "device_init: {device: \"00:00.0\", features: iopf}|device_init: {device: \"00:00.0\", features: iopf}",
        "-EBUSY",
        "fault handler is registered already"
    )]
    [InlineData("bind: {device: \"00:00.0\", mm: X}", "-EINVAL", "device_init was not called, did not succeed, or was taken back")]
    [InlineData(
        "device_init: {device: \"00:01.0\"}|bind: {device: \"00:01.0\", mm: X}",
        "-EINVAL",
        "00:01.0 shares its IOMMU group with others"
    )]
    [InlineData(
        "device_init: {device: \"00:00.0\"}|bind: {device: \"00:00.0\", mm: X, features: iopf}",
        "-EINVAL",
        "a feature is asked for that device_init was not"
    )]
    [InlineData(
        "device_init: {device: \"00:00.0\"}|bind: {device: \"00:00.0\", mm: X}|bind: {device: \"00:00.0\", mm: X}",
        "-EEXIST",
        "has a bond with this address space already"
    )]
    [InlineData(
        "device_init: {device: \"00:00.0\"}|kill: X|bind: {device: \"00:00.0\", mm: X}",
        "-EINVAL",
        "the address space is exiting or has exited"
    )]
    [InlineData(
        "device_init: {device: \"00:00.0\"}|open: {task: X, device: \"00:00.0\", features: iopf}",
        "-EINVAL",
        "a feature is asked for that device_init was not"
    )]
    [InlineData(
        "device_init: {device: \"00:05.0\"}|bind: {device: \"00:05.0\", mm: X}|bind: {device: \"00:05.0\", mm: Y}",
        "-ENOSPC",
        "no PASID is left in the range of 00:05.0, 1 to 1"
    )]
    [InlineData(
        "device_init: {device: \"00:00.0\"}|inject: {mm: X, point: pasid_allocation}|bind: {device: \"00:00.0\", mm: X}",
        "-ENOMEM",
        "a failure that was injected"
    )]
    [InlineData(
        "device_init: {device: \"00:00.0\"}|unbind: {device: \"00:00.0\", pasid: 7}",
        "-ESRCH",
        "the device has no bond under this PASID"
    )]
    [InlineData("dma: {device: \"00:00.0\", pasid: 7, pages: 1}", "-EIO", "nothing is bound under it")]
    [InlineData("kill: X|kill: X", "-ESRCH", "the task has ended, or was never started")]
    [InlineData("kill: X|munmap: {mm: X, pages: 1}", "-ESRCH", "the address space has no user left")]
    public void An_errno_comes_with_its_reason(string steps, string error, string reason)
    {
        var result = Sva.RunWith(Head + string.Concat(steps.Split('|').Select(static step => $"  - {step}\n")), "run", "--json", "-");

        Assert.Equal(1, result.ExitCode);
        var last = result
            .Lines.Select(static line => JsonDocument.Parse(line).RootElement)
            .Last(static line => line.GetProperty("type").GetString() == "result");
        Assert.Equal(error, last.GetProperty("error").GetString());
        Assert.Contains(reason, last.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("refused", State(result).GetProperty("verdict").GetString());
        Assert.False(State(result).GetProperty("passed").GetBoolean());
    }

    // An expectation is checked as before, and the failure has the reason.
    [Fact]
    public void Who_expects_something_is_judged_by_it()
    {
        Assert.Equal(0, Sva.RunWith(Head + "  - bind: {device: \"00:00.0\", mm: X}\n    expect: -EINVAL\n", "run", "-").ExitCode);
        var passed = Sva.RunWith(Head + "  - bind: {device: \"00:00.0\", mm: X}\n  - kill: X\n    expect: 0\n", "run", "--json", "-");
        Assert.Equal("passed", State(passed).GetProperty("verdict").GetString());
        Assert.Equal(1, State(passed).GetProperty("refusedUnasked").GetInt32());
        var failed = Sva.RunWith(Head + "  - bind: {device: \"00:00.0\", mm: X}\n    expect: 0\n", "run", "--quiet", "-");
        Assert.Contains("bind: expected 0, but it answered -EINVAL (00:00.0 is not initialised", failed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1, "refused")]
    [InlineData("    expect: {figures: {binds: 0}}\n", 1, "refused")]
    [InlineData("    expect: {figures: {bindErrors: {min: 1}, dmaErrors: {min: 1}}}\n", 0, "passed")]
    public void A_workload_whose_binds_fail_is_not_green(string expect, int code, string verdict)
    {
        var trace = Path.Combine(Sva.Root, "tests", "data", "traces", "gcc.strace");
        var text =
            Head
            + "  - device_init: {device: \"00:00.0\"}\n  - workload: {trace: \""
            + trace
            + "\", devices: [\"00:00.0\"], touch: 1, events: 40}\n"
            + expect;

        var result = Sva.RunWith(text, "run", "--json", "-");
        Assert.Equal(code, result.ExitCode);
        Assert.Equal(verdict, State(result).GetProperty("verdict").GetString());
        if (code != 0)
        {
            Assert.Matches(
                "workload: [0-9]+ of [0-9]+ binds failed, first that of 00:00.0 with -EINVAL: a feature is asked for",
                result.Out
            );
            Assert.Matches("[0-9]+ DMAs failed, as a device that is not bound reaches nothing", result.Out);
        }
    }

    private static JsonElement State(SvaResult result) => JsonDocument.Parse(result.Lines[^1]).RootElement;
}
