using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Display;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Tests.Topologies;

public class TopologyFileTests
{
    private const string Small = """
        format: sva-topology/1
        source: {kind: folder, name: small}
        splits: []
        grants:
          - to: {class: "0200"}
            pasid: {width: 20}
        functions:
          - bdf: "0000:00:00.0"
            class: "020000"
            group: 0
            iommu: dmar0
        groups:
          - id: 0
        numa: []
        iommus:
          - name: dmar0
            kind: intel-vtd
        """;

    public static TheoryData<string> Names() => TopologyCountsTests.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Import_is_the_same_every_time_and_survives_the_file(string name)
    {
        using var folder = new TemporaryFolder();
        var options = new TopologyImportOptions
        {
            Grants = [Grant.Parse("endpoints ats=16 pasid=20,exec,priv pri=512"), Grant.Parse("bdf=0000:00:* pasid=8")],
            Splits = [IommuSplit.Parse(TopologyImport.Run(TestData.Topology(name)).Imported.Iommus[0].Name + "=root-bus")],
        };
        TopologyImport.Run(TestData.Topology(name), options).Save(folder.File("a.yaml"));
        TopologyImport.Run(TestData.Topology(name) + "/", options).Save(folder.File("b.yaml"));
        var loaded = TopologyFile.Load(folder.File("a.yaml"));
        loaded.Save(folder.File("c.yaml"));

        Assert.Equal(File.ReadAllBytes(folder.File("a.yaml")), File.ReadAllBytes(folder.File("b.yaml")));
        Assert.Equal(File.ReadAllBytes(folder.File("a.yaml")), File.ReadAllBytes(folder.File("c.yaml")));
        Assert.Equal(TopologyText.Show(TopologyImport.Run(TestData.Topology(name), options)), TopologyText.Show(loaded));
        Assert.Equal(TopologyImport.Run(TestData.Topology(name)).Imported.Functions, loaded.Imported.Functions);
    }

    [Fact]
    public void Any_text_survives_as_a_name()
    {
        string[] names =
        [
            "a: b",
            "- x",
            "true",
            "No",
            "",
            " lead",
            "\"q\" \\ '",
            "tab\there",
            "é ü 😀",
            "\u0001\u007f\u2028\ufeff",
            "#c",
            "1:2",
            "{a}",
            "null",
            "~",
            "x #y",
            "a\nb",
        ];
        foreach (var name in names)
        {
            var file = new TopologyFile
            {
                Source = new("folder", "x" + name),
                Imported = new Topology(
                    [
                        new PciFunction
                        {
                            Bdf = default,
                            Name = name,
                            ClassName = name,
                        },
                    ],
                    [],
                    [
                        new MachineIommu
                        {
                            Name = "i" + name,
                            Kind = IommuArchitecture.Other,
                            Attributes = [("k" + name, name)],
                        },
                    ],
                    []
                ),
            };
            var loaded = TopologyFile.Parse(file.ToYaml(), "t");

            Assert.Equal(
                (name, name, "x" + name, "i" + name),
                (
                    loaded.Imported.Functions[0].Name,
                    loaded.Imported.Functions[0].ClassName,
                    loaded.Source.Name,
                    loaded.Imported.Iommus[0].Name
                )
            );
            Assert.Equal(("k" + name, name), loaded.Imported.Iommus[0].Attributes[0]);
        }
    }

    [Fact]
    public void A_small_file_is_enough() => Assert.Equal(20, TopologyFile.Parse(Small, "t").Apply().Functions[0].Pasid!.WidthBits);

    [Theory]
    [InlineData("format: sva-topology/1", "format: sva-topology/2", 1, 9, "'sva-topology/2' does not fit here; expected sva-topology/1")]
    [InlineData("format: ", "formed: ", 1, 1, "no topology file")]
    [InlineData("kind: folder, ", "", 2, 9, "'kind:' is missing; expected a text under 'kind:'")]
    [InlineData("splits: []", "splits: {}", 3, 9, "a mapping does not fit here; expected a list of splits")]
    [InlineData("splits: []", "splits: [{iommu: dmar7, per: root-bus}]", 3, 10, "no IOMMU 'dmar7'")]
    [InlineData("splits: []", "splits: [{iommu: dmar0, per: rack}]", 3, 30, "'rack' does not fit here; expected root-bus, numa-node")]
    [InlineData("splits: []", "splits: [{iommu: dmar0, per: root-bus}, {iommu: dmar0, per: root-bus}]", 3, 41, "split twice")]
    [InlineData("class: \"0200\"", "class: \"0300\"", 5, 5, "no function matches 'class=0300")]
    [InlineData("class: \"0200\"", "class: blue", 5, 17, "'blue' does not fit here; expected two, four or six hexadecimal digits")]
    [InlineData("pasid: {width: 20}", "pasid: {width: 21}", 6, 20, "'21' does not fit here; expected a whole number from 1 to 20")]
    [InlineData("pasid: {width: 20}", "pasid: {wide: 20}", 6, 13, "'wide' is no key of pasid")]
    [InlineData("pasid: {width: 20}", "pasid:", 5, 5, "gives nothing; expected one or more of ats, pasid, pri")]
    [InlineData("{class: \"0200\"}", "{}", 5, 9, "a key is missing; expected one of endpoints, class, id, bdf")]
    [InlineData("{class: \"0200\"}", "{class: \"0200\", endpoints: true}", 5, 25, "'endpoints:' stands beside 'class:'")]
    [InlineData("intel-vtd", "pdp-11", 17, 11, "'pdp-11' does not fit here; expected intel-vtd, amd-vi")]
    [InlineData("numa: []", "numa: [{node: 0}, {node: 0}]", 14, 19, "occurs twice")]
    [InlineData("- id: 0", "- id: x", 13, 9, "'x' does not fit here; expected a whole number from 0 to 2147483647")]
    [InlineData("0000:00:00.0", "0000:00:00.9", 8, 10, "'0000:00:00.9' does not fit here; expected a PCI address such as")]
    [InlineData("class: \"020000\"", "class: \"02\"", 9, 12, "'02' does not fit here; expected six hexadecimal digits such as")]
    [InlineData("group: 0", "group: 1", 10, 12, "'group' is '1'")]
    [InlineData("group: 0", "group: 0\n    group: 0", 11, 5, "the key 'group' stands here a second time")]
    [InlineData("iommu: dmar0", "iommu: dmar1", 11, 12, "'iommu' is 'dmar1'")]
    [InlineData("iommu: dmar0", "parent: \"0000:00:00.0\"", 11, 13, "'parent' is '0000:00:00.0'")]
    [InlineData("iommu: dmar0", "parent: \"0000:00:01.0\"", 11, 13, "'parent' is")]
    [InlineData("iommu: dmar0", "physicalFunction: \"0000:00:00.0\"", 11, 23, "'physicalFunction' is '0000:00:00.0'")]
    [InlineData("iommu: dmar0", "iommu: [", 11, 12, "no YAML")]
    [InlineData("iommu: dmar0", "iommu: &a dmar0", 11, 12, "an anchor")]
    [InlineData("iommu: dmar0", "iommu: *a", 11, 12, "an alias")]
    [InlineData("iommu: dmar0", "iommu: !!str dmar0", 11, 12, "a tag")]
    [InlineData("numa: []", "", 1, 1, "'numa:' is missing; expected a list of NUMA nodes, [] for none under 'numa:'")]
    [InlineData("iommu: dmar0", "colour: blue", 11, 5, "'colour' is no key of a function")]
    public void Errors_have_line_and_column(string old, string changed, int line, int column, string problem)
    {
        var error = Assert.Throws<InputException>(() =>
            TopologyFile.Parse(Small.Replace(old, changed, StringComparison.Ordinal), "t.yaml")
        );

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(("t.yaml", line, column), (error.File, error.Line, error.Column));
    }

    [Fact]
    public void A_virtual_function_has_no_virtual_functions()
    {
        var nested = Small.Replace(
            "functions:\n",
            "functions:\n  - bdf: \"0000:00:02.0\"\n    physicalFunction: \"0000:00:00.0\"\n  - bdf: \"0000:00:03.0\"\n    "
                + "physicalFunction: \"0000:00:02.0\"\n",
            StringComparison.Ordinal
        );

        var refused = Assert.Throws<InputException>(() => TopologyFile.Parse(nested, "t"));

        Assert.Contains(
            "'physicalFunction' is '0000:00:02.0'; expected the address of one of 'functions' that is no virtual function itself",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_shown_steers_no_terminal_and_breaks_no_line()
    {
        var file = TopologyFile.Parse(
            Small.Replace("    group: 0\n", "    group: 0\n    name: \"a\\e[31m\\0\\nb\"\n", StringComparison.Ordinal),
            "t"
        );

        var text = TopologyText.Show(file);

        Assert.Contains("a\\x1b[31m\\x00\\x0ab", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Replace("\n", "", StringComparison.Ordinal), char.IsControl);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    public void Lines_break_at_spaces_and_lose_no_word(int columns)
    {
        var file = TopologyImport.Run(TestData.Topology("intel-sm-switch-sriov"), new());

        var whole = TopologyText.Show(file);
        var broken = TopologyText.Show(file, columns);

        Assert.Equal(Words(whole), Words(broken));
        Assert.True(broken.Count(static c => c == '\n') > whole.Count(static c => c == '\n') || columns < 40);
        if (columns >= 80)
        {
            Assert.All(broken.Split('\n'), line => Assert.InRange(line.Length, 0, columns));
        }

        static string Words(string text) => string.Join(' ', text.Split([' ', '\n', '|'], StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Texts_that_are_no_topology_file_are_refused()
    {
        foreach (
            var text in new[]
            {
                "",
                "\n",
                "# nothing\n",
                "5",
                "[]",
                "a: b",
                new string('[', 100_000),
                new string('{', 100_000),
                "- - - - -",
                "\t",
                "%",
                "---\na: b\n---\nc: d\n",
                "format: sva-topology/1",
            }
        )
        {
            Assert.NotEmpty(Assert.Throws<InputException>(() => TopologyFile.Parse(text, "t")).Message);
        }

        using var folder = new TemporaryFolder();
        Assert.Contains(
            "no such file",
            Assert.Throws<InputException>(() => TopologyFile.Load(folder.File("none"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "binary",
            Assert.Throws<InputException>(() => TopologyFile.Load(folder.File("b", "\0"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_file_that_was_cut_off_is_refused()
    {
        var text = TopologyImport.Run(TestData.Topology("arm-smmuv3-small")).ToYaml();
        for (var length = 0; length < text.IndexOf("kind: arm-smmu-v3", StringComparison.Ordinal) + 16; length++)
        {
            Assert.Throws<InputException>(() => TopologyFile.Parse(text[..length], "t"));
        }
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_not_written()
    {
        using var folder = new TemporaryFolder();
        var file = TopologyImport.Run(TestData.Topology("amd-small")) with { Grants = [Grant.Parse("bdf=0000:7f:00.0 ats")] };

        Assert.Throws<InputException>(() => file.Save(folder.File("a")));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Nodes_of_any_kind_of_address_are_found_again()
    {
        var file = TopologyFile.Parse(Small.Replace("0000:00:00.0", "10000:e1:1f.7", StringComparison.Ordinal), "t");

        Assert.Equal(new Bdf(0x10000, 0xe1, 0x1f, 7), file.Imported.Functions[0].Bdf);
    }
}
