using System.Text.Json;
using SvaOrleans.Documents;
using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Inputs.Topologies;
using SvaOrleans.Inputs.Topologies.Files;

namespace SvaOrleans.Console.Tests;

/// <summary>The published JSON Schema of topology files against their reader.</summary>
public class TopologySchemaTests
{
    private static readonly string Schema = Path.Combine(Sva.Root, "docs", "topology.schema.json");

    private static readonly JsonSchemaCheck Check = new(File.ReadAllText(Schema));

    // Virtual functions, bridges, reserved regions, attributes and NUMA distances, and every kind of directive.
    private static readonly string Rich = Machine(
        "intel-sm-switch-sriov",
        new()
        {
            Splits = [IommuSplit.Parse("dmar0=root-bus")],
            Grants = [Grant.Parse("class=02 ats=16 pasid=20,exec pri=64"), Grant.Parse("endpoints ats")],
            Settings = [IommuSettings.Parse("all pasid_width=16 range_commands=true missing_ops=mm_invalidate")],
        }
    );

    public static TheoryData<string> Shipped() =>
        [
            .. Directory
                .GetFiles(Path.Combine(Sva.Scenarios, "data"), "*.yaml")
                .Where(static path => File.ReadLines(path).First().Contains("sva-topology/1", StringComparison.Ordinal))
                .Select(static path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    public static TheoryData<string> Machines() =>
        [
            .. Directory
                .GetDirectories(Path.Combine(Sva.Root, "tests", "data", "topologies"))
                .Select(static path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void The_published_file_is_what_the_program_prints()
    {
        var printed = Sva.Run("topology", "schema");

        Assert.Equal(0, printed.ExitCode);
        Assert.Equal(printed.Out, File.ReadAllText(Schema));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void It_accepts_every_shipped_topology(string file) =>
        Assert.Null(Check.Explain(Json(File.ReadAllText(Path.Combine(Sva.Scenarios, "data", file)))));

    [Theory]
    [MemberData(nameof(Machines))]
    public void It_accepts_what_import_writes(string machine) => Assert.Null(Check.Explain(Json(Machine(machine, new()))));

    [Fact]
    public void It_accepts_splits_grants_settings_and_keys_without_a_value()
    {
        Assert.Null(Check.Explain(Json(Rich)));
        Assert.Null(
            Check.Explain(Json(Rich.Replace("splits:\n  - iommu: dmar0\n    per: root-bus\n", "splits:\n", StringComparison.Ordinal)))
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(
        """{"format": "sva-topology/2", "source": {"kind": "a", "name": "b"}, "functions": [], "groups": [], "numa": [], "iommus": []}"""
    )]
    [InlineData("""{"format": "sva-topology/1", "source": {"kind": "a"}, "functions": [], "groups": [], "numa": [], "iommus": []}""")]
    [InlineData("""{"format": "sva-topology/1", "source": {"kind": "a", "name": "b"}, "functions": [], "groups": [], "numa": []}""")]
    [InlineData(
        """{"format": "sva-topology/1", "source": {"kind": "a", "name": "b"}, "functions": [{"bdf": "1"}], "groups": [], "numa": [], "iommus": []}"""
    )]
    [InlineData(
        """{"format": "sva-topology/1", "source": {"kind": "a", "name": "b"}, "grants": [{"to": {"endpoints": true}}], "functions": [], "groups": [], "numa": [], "iommus": []}"""
    )]
    [InlineData(
        """{"format": "sva-topology/1", "source": {"kind": "a", "name": "b"}, "settings": [{"iommu": "all"}], "functions": [], "groups": [], "numa": [], "iommus": []}"""
    )]
    public void It_refuses_what_the_reader_refuses(string json)
    {
        Assert.NotNull(Check.Explain(JsonDocument.Parse(json).RootElement));
        Assert.Throws<InputException>(() => TopologyFile.Parse(json, "broken.json"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_and_the_reader_agree_on_a_topology_with_something_changed(int seed)
    {
        var random = new Random(seed);
        var (accepted, refused) = (0, 0);
        var tree = Tree(Rich);
        for (var round = 0; round < 1000; round++)
        {
            var changed = YamlTree.Change(tree, random);
            var bySchema = Check.Explain(YamlTree.ToJson(changed));
            var byReader = Record.Exception(() => new ShapeCheck("changed").Check(changed, TopologyShapes.Root));
            Assert.True(
                bySchema is null == byReader is null,
                $"round {round}: schema says {bySchema ?? "fine"}, reader says {byReader?.Message ?? "fine"}\n{YamlTree.ToJson(changed)}"
            );
            accepted += byReader is null ? 1 : 0;
            refused += byReader is null ? 0 : 1;
        }

        Assert.True(accepted > 50 && refused > 200, $"{accepted} accepted, {refused} refused");
    }

    private static string Machine(string name, TopologyImportOptions options) =>
        TopologyImport.Run(Path.Combine(Sva.Root, "tests", "data", "topologies", name), options).ToYaml();

    private static YamlNode Tree(string text) => YamlReader.ReadOne("topology.yaml", text, TopologyFile.Kind);

    private static JsonElement Json(string text) => YamlTree.ToJson(Tree(text));
}
