using SvaOrleans.Documents.Shapes;
using SvaOrleans.Model.Events;
using SvaOrleans.Scenarios.Operations;

namespace SvaOrleans.Console.Tests;

/// <summary>docs/scenario.md names everything that there is.</summary>
public class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Sva.Root, "docs", "scenario.md"));

    public static TheoryData<string> Operations() => new(OperationTable.All.Select(static operation => operation.Keyword));

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_operation_has_a_row_with_its_arguments(string keyword)
    {
        var operation = OperationTable.Find(keyword)!;
        var row = Assert.Single(Page.Split('\n'), line => line.StartsWith($"| `{keyword}` |", StringComparison.Ordinal));

        Assert.Contains(operation.Doc, row, StringComparison.Ordinal);
        var mapping = operation.Arguments as MappingShape ?? (operation.Arguments as EitherShape)?.Mapping as MappingShape;
        foreach (var field in mapping?.Fields ?? [])
        {
            Assert.Contains(field.IsRequired ? $"**{field.Name}**" : field.Name, row, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_event_and_counter_is_named()
    {
        Assert.All(
            Enum.GetValues<SvaEventKind>(),
            static kind => Assert.Contains($"`{SvaEventNames.Of(kind)}`", Page, StringComparison.Ordinal)
        );
        Assert.All(CounterNames.Sums, static name => Assert.Contains($"`{name}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_on_the_page_runs()
    {
        var result = Sva.RunWith(ExampleOf(Page), "run", "--json", "-");

        Assert.True(result.ExitCode == 0, result.Out + result.Error);
    }

    [Fact]
    public void The_topology_on_its_page_can_be_loaded()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("host.yaml", ExampleOf(File.ReadAllText(Path.Combine(Sva.Root, "docs", "topology.md"))));

        var result = Sva.Run("topology", "show", file);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("VF of 0000:43:00.0", result.Out, StringComparison.Ordinal);
    }

    private static string ExampleOf(string page)
    {
        var start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
