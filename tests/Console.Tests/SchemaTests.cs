using System.Text;
using System.Text.Json;
using SvaOrleans.Documents;
using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Scenarios;
using SvaOrleans.Scenarios.Format;

namespace SvaOrleans.Console.Tests;

/// <summary>The published JSON Schema against the loader.</summary>
public class SchemaTests
{
    private static readonly string Schema = Path.Combine(Sva.Root, "docs", "scenario.schema.json");

    private static readonly JsonSchemaCheck Check = new(File.ReadAllText(Schema));

    public static TheoryData<string> Shipped() => new(Sva.ShippedScenarios.Select(static file => Path.GetFileName(file)));

    [Fact]
    public void The_published_file_is_what_the_program_prints()
    {
        var printed = Sva.Run("run", "--schema");

        Assert.Equal(0, printed.ExitCode);
        Assert.Equal(printed.Out, File.ReadAllText(Schema));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void It_accepts_every_shipped_scenario(string file)
    {
        var tree = YamlReader.Read(file, File.ReadAllBytes(Sva.Shipped(file)), ScenarioFormat.Kind)[0];

        Assert.Null(Check.Explain(YamlTree.ToJson(tree)));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"format": "sva-scenario/2", "hosts": {"h": {"devices": {}}}, "steps": []}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {}, "steps": []}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {}}, "steps": []}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}, "topology": "x"}}, "steps": []}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{}]}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{"bindd": {}}]}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{"bind": {"device": "00:01.0"}}]}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{"kill": "X", "exit": "X"}]}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{"kill": "X", "expect": 17}]}""")]
    [InlineData(
        """{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{"unbind": {"device": "d", "pasid": 1, "mm": "X"}}]}"""
    )]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{"unbind": {"device": "d"}}]}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{"parallel": [[{"kill": "X"}]]}]}""")]
    [InlineData(
        """{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{"parallel": [[{"kill": "X", "expect": 0}], [{"settle": null}]]}]}"""
    )]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {}}}, "steps": [{"expect": {"nothing_left": false}}]}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"devices": {"d": {"pasid_width": 21}}}}, "steps": []}""")]
    [InlineData("""{"format": "sva-scenario/1", "hosts": {"h": {"iommus": {"i": {"kind": "x86"}}, "devices": {}}}, "steps": []}""")]
    public void It_refuses_what_the_loader_refuses(string json)
    {
        Assert.NotNull(Check.Explain(JsonDocument.Parse(json).RootElement));
        Assert.Throws<InputException>(() => ScenarioLoader.Load("broken.json", Sva.Scenarios, Encoding.UTF8.GetBytes(json)));
    }

    // Settings of the file, settings of a host, a device; 0 written in other ways; several IOMMUs, and none.
    [Theory]
    [InlineData("""{"hosts": {"h": {"iommus": {"i": VTD}, "devices": {"00:01.0": {"pasid_min": 0}}}}}""", true)]
    [InlineData("""{"hosts": {"h": {"iommus": {"i": VTD3}, "devices": {"00:01.0": {"pasid_min": 0}}}}}""", false)]
    [InlineData("""{"hosts": {"h": {"iommus": {"i": ARM}, "devices": {"00:01.0": {"pasid_min": "0x0"}}}}}""", false)]
    [InlineData("""{"hosts": {"h": {"devices": {"00:01.0": {"pasid_min": 0}}}}}""", false)]
    [InlineData("""{"hosts": {"h": {"iommus": {"i": VTD, "j": ARM}, "devices": {"00:01.0": {"iommu": "i", "pasid_min": "00"}}}}}""", true)]
    [InlineData("""{"hosts": {"h": {"settings": {"pasid_min": 0}, "iommus": {"i": VTD}, "devices": {}}}}""", true)]
    [InlineData("""{"hosts": {"h": {"settings": {"pasid_min": 0}, "iommus": {"i": VTD, "j": VTD3}, "devices": {}}}}""", false)]
    [InlineData("""{"hosts": {"h": {"settings": {"pasid_min": 0}, "iommus": {}, "devices": {}}}}""", false)]
    [InlineData("""{"hosts": {"h": {"settings": {"pasid_min": 0}, "devices": {}}}}""", false)]
    [InlineData("""{"hosts": {"h": {"settings": {"pasid_min": 1}, "iommus": {"i": ARM}, "devices": {}}}}""", true)]
    [InlineData("""{"settings": {"pasid_min": 0}, "hosts": {"h": {"iommus": {"i": VTD}, "devices": {}}}}""", true)]
    [InlineData(
        """{"settings": {"pasid_min": "0X00"}, "hosts": {"h": {"iommus": {"i": VTD}, "devices": {}}, "g": {"iommus": {"i": ARM}, "devices": {}}}}""",
        false
    )]
    [InlineData(
        """{"settings": {"pasid_min": 0}, "hosts": {"h": {"iommus": {"i": VTD}, "devices": {}}, "g": {"settings": {}, "iommus": {"i": ARM}, "devices": {}}}}""",
        true
    )]
    [InlineData("""{"hosts": {"h": {"iommus": {"i": {"kind": "amd-vi", "ecs": true}}, "devices": {}}}}""", false)]
    [InlineData("""{"hosts": {"h": {"iommus": {"i": {"kind": "amd-vi", "ecs": false}}, "devices": {}}}}""", true)]
    public void It_and_the_loader_agree_on_PASID_0(string json, bool isRight)
    {
        var text = json.Replace("VTD3", """{"kind": "intel-vtd"}""", StringComparison.Ordinal)
            .Replace("VTD", """{"kind": "intel-vtd", "ecs": true}""", StringComparison.Ordinal)
            .Replace("ARM", """{"kind": "arm-smmu-v3"}""", StringComparison.Ordinal);
        text = """{"format": "sva-scenario/1", "steps": [], """ + text[1..];

        Assert.Equal(isRight, Check.Explain(JsonDocument.Parse(text).RootElement) is null);
        var fault = Record.Exception(() => ScenarioLoader.Load("zero.json", Sva.Scenarios, Encoding.UTF8.GetBytes(text)));
        Assert.True(isRight ? fault is null : fault is InputException, fault?.Message ?? "nothing was wrong");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void It_and_the_loader_agree_on_shipped_scenarios_with_something_changed(int seed)
    {
        var random = new Random(seed);
        var accepted = 0;
        var refused = 0;
        foreach (var file in Sva.ShippedScenarios)
        {
            var tree = YamlReader.Read(file, File.ReadAllBytes(file), ScenarioFormat.Kind)[0];
            for (var round = 0; round < 60; round++)
            {
                var changed = YamlTree.Change(tree, random);
                var bySchema = Check.Explain(YamlTree.ToJson(changed));
                var byLoader = ExplainByLoader(changed);
                Assert.True(
                    bySchema is null == byLoader is null,
                    $"{Path.GetFileName(file)}, round {round}: schema says {bySchema ?? "fine"}, loader says {byLoader ?? "fine"}\n{YamlTree.ToJson(changed)}"
                );
                accepted += byLoader is null ? 1 : 0;
                refused += byLoader is null ? 0 : 1;
            }
        }

        Assert.True(accepted > 50 && refused > 200, $"{accepted} accepted, {refused} refused");
    }

    private static string? ExplainByLoader(YamlNode tree)
    {
        try
        {
            new ShapeCheck("changed").Check(tree, ScenarioFormat.Root);
            return null;
        }
        catch (InputException e)
        {
            return e.Message;
        }
    }
}
