using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Events;
using SvaOrleans.Scenarios.Fields;
using SvaOrleans.Silo;

namespace SvaOrleans.Scenarios.Format;

/// <summary>The format of a scenario file.</summary>
internal static class ScenarioFormat
{
    /// <summary>The format's name, which files carry.</summary>
    public const string Name = "sva-scenario/1";

    /// <summary>Scenario files, as messages name them.</summary>
    public static YamlKind Kind { get; } = new("a scenario", $"a YAML text that begins with 'format: {Name}'");

    private const string OneOrSeveral = "an event, such as unbind_waits, or a list of events that come in this order";

    public static MappingShape Root { get; } =
        new(
            "format, name, about, generation, settings, hosts, setup, steps, reached",
            [
                new("format", new WordShape($"format: {Name}", [Name]), "The format's name.", true),
                new("name", Shapes.Text, "The name of the scenario; the file's name if absent."),
                new("about", Shapes.Text, "What it shows."),
                new(
                    "generation",
                    new WordShape("a kernel generation", [.. KernelGenerations.Known]),
                    "The kernel generation of hosts without one; 2018 if absent."
                ),
                new("settings", HostShapes.Settings, "Settings of hosts without settings."),
                new(
                    "hosts",
                    new MappingShape("{name: host}", [], new(Shapes.Name, HostShapes.Host), MinCount: 1),
                    "The kernel instances.",
                    true
                ),
                new(
                    "setup",
                    new ListShape("a list of steps", StepShapes.SetupStep),
                    "Steps before the scenario itself; each must succeed unless it expects something else."
                ),
                new("steps", new ListShape("a list of steps", StepShapes.Step), "What happens.", true),
                new(
                    "reached",
                    new ListShape("a list of events, or of lists of events", Mark),
                    "Events that some order must bring about; otherwise exploring shows nothing."
                ),
            ],
            Rules: [new FilePasidZero()]
        );

    private static EitherShape Mark => new(OneOrSeveral, [EventName], new ListShape(OneOrSeveral, EventName, 1));

    private static WordShape EventName =>
        new("an event, such as unbind_waits", [.. Enum.GetValues<SvaEventKind>().Select(SvaEventNames.Of).Order(StringComparer.Ordinal)]);

    /// <summary>The published JSON Schema.</summary>
    public static string Schema() => SchemaWriter.Write(Root, "urn:sva-orleans:scenario:1", "SvaOrleans scenario, format " + Name);
}
