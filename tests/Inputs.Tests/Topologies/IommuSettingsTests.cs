using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Inputs.Tests.Topologies;

public class IommuSettingsTests
{
    private static TopologyFile Machine(params string[] settings) =>
        TopologyImport.Run(TestData.Topology("intel-sm-numa4-pxb"), new() { Settings = [.. settings.Select(IommuSettings.Parse)] });

    [Fact]
    public void Settings_reach_the_iommu_and_survive_the_file()
    {
        var file = Machine(
            "dmar0 pasid_width=16 page_request_queue=64",
            "all iotlb_entries=0 range_commands=false missing_ops=mm_invalidate,device_shutdown"
        );
        var set = Assert.Single(file.Apply().Iommus).Settings!;

        Assert.Equal((16, 64, 0, false), (set.PasidWidth, set.PageRequestQueue, set.IotlbEntries, set.RangeCommands));
        Assert.Equal(IommuOps.All & ~IommuOps.MmInvalidate & ~IommuOps.DeviceShutdown, set.Ops);

        var read = TopologyFile.Parse(file.ToYaml(), "t");
        Assert.Equal(file.Settings, read.Settings);
        Assert.Equal(file.ToYaml(), read.ToYaml());
        Assert.Contains("pasid_width=16 page_request_queue=64", TopologyText.Show(read), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dmar0 ecs=true", true, true)]
    [InlineData("dmar0 ecs=false", false, false)]
    [InlineData("dmar0 pasid_width=16", null, false)]
    public void Extended_contexts_reach_the_iommu_and_survive_the_file(string settings, bool? ecs, bool isExtended)
    {
        var file = Machine(settings);
        var iommu = Assert.Single(TopologyFile.Parse(file.ToYaml(), "t").Apply().Iommus);

        Assert.Equal((ecs, isExtended), (iommu.Settings!.Ecs, iommu.IsExtended));
        Assert.Equal(file.ToYaml(), TopologyFile.Parse(file.ToYaml(), "t").ToYaml());
        Assert.Equal(file.Settings, [IommuSettings.Parse(file.Settings[0].ToString())]);
    }

    // Bit 24 is ECS, bit 43 the scalable mode of 3.0.
    [Theory]
    [InlineData("1000000", true)]
    [InlineData("7e3ff0505e", true)]
    [InlineData("80001000000", false)]
    [InlineData("880000f00f4e", false)]
    [InlineData("no number", false)]
    public void An_ecap_tells_whether_there_are_extended_contexts(string ecap, bool isExtended)
    {
        var iommu = new Iommu
        {
            Name = "dmar0",
            Kind = IommuKind.IntelVtd,
            Attributes = [("ecap", ecap)],
        };

        Assert.Equal(isExtended, iommu.IsExtended);
        Assert.False((iommu with { Kind = IommuKind.AmdVi }).IsExtended);
        Assert.Equal(!isExtended, (iommu with { Settings = IommuSettings.Parse($"dmar0 ecs={!isExtended}") }).IsExtended);
    }

    [Fact]
    public void Extended_contexts_are_vtd_s()
    {
        var file = TopologyGenerator.Generate(new() { Kind = IommuKind.ArmSmmuV3 }) with
        {
            Settings = [IommuSettings.Parse("all ecs=true")],
        };
        Assert.Contains("has no extended context mode", Assert.Throws<InputException>(file.Apply).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_parts_of_a_split_have_what_the_whole_has()
    {
        var file = Machine() with
        {
            Splits = [IommuSplit.Parse("dmar0=numa-node")],
            Settings = [IommuSettings.Parse("dmar0 page_request_queue=64"), IommuSettings.Parse("dmar0.node1 page_request_queue=8")],
        };

        Assert.Equal(
            ["dmar0.no-node 64", "dmar0.node0 64", "dmar0.node1 8", "dmar0.node2 64", "dmar0.node3 64"],
            file.Apply().Iommus.Select(static one => $"{one.Name} {one.Settings!.PageRequestQueue}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_file_without_settings_is_as_it_was() => Assert.DoesNotContain("settings:", Machine().ToYaml(), StringComparison.Ordinal);

    [Theory]
    [InlineData("dmar0")]
    [InlineData("dmar0 pasid_width=21")]
    [InlineData("dmar0 page_request_queue=0")]
    [InlineData("dmar0 page_request_queue=16777217")]
    [InlineData("dmar0 range_commands=maybe")]
    [InlineData("dmar0 ecs=yes")]
    [InlineData("dmar0 ops=mm_attach,")]
    [InlineData("dmar0 ops=63")]
    [InlineData("dmar0 ops=mm_alloc missing_ops=mm_free")]
    [InlineData("dmar0 queue=3")]
    public void What_is_no_setting_is_refused(string text) =>
        Assert.Equal("--iommu", Assert.Throws<InputException>(() => IommuSettings.Parse(text)).File);

    [Theory]
    [InlineData("dmar7 pasid_width=16", "there is no IOMMU 'dmar7'")]
    public void An_iommu_that_is_not_there_is_named(string text, string problem) =>
        Assert.Equal(problem, Assert.Throws<InputException>(() => Machine(text)).Problem);

    [Theory]
    [InlineData("{iommu: dmar0}", "the settings set nothing")]
    [InlineData("{iommu: dmar0, pasidWidth: 21}", "'21' does not fit here; expected a whole number from 0 to 20")]
    [InlineData("{iommu: dmar0, ops: [mm_fly]}", "'mm_fly' does not fit here; expected all, none, device_init")]
    [InlineData("{iommu: dmar0, ops: all, missingOps: none}", "'missingOps:' stands beside 'ops:'")]
    public void Wrong_settings_in_a_file_have_their_line(string settings, string problem)
    {
        var text = Machine("dmar0 pasid_width=16").ToYaml();
        var at = text.IndexOf("  - iommu: dmar0\n    pasidWidth: 16\n", StringComparison.Ordinal);
        var error = Assert.Throws<InputException>(() =>
            TopologyFile.Parse(text.Replace("  - iommu: dmar0\n    pasidWidth: 16\n", $"  - {settings}\n", StringComparison.Ordinal), "t")
        );

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(text[..at].Count(static c => c == '\n') + 1, error.Line);
    }
}
