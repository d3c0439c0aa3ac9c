using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Reports.Exploring;

/// <summary>The short names of one order's grains in pictures and lines: <c>dev 00:01.0</c> for <c>device-2018/h0/dev/0000:00:01.0</c>.
/// The host is the first word if there are several, and no two grains share a name.</summary>
internal sealed class ShortNames
{
    // A branch's task is called branch-STEP.NAME.
    private const string Branch = "branch-";
    private readonly SortedDictionary<string, ActorName> _names = new(StringComparer.Ordinal);

    /// <summary>The names of all who take part.</summary>
    /// <param name="story">The order.</param>
    public ShortNames(Story story)
    {
        var hosts = story.Actors.Select(static actor => ObjectOf(actor).Host).Where(static host => host is not null).Distinct().Count();
        foreach (var actor in story.Actors)
        {
            var name = ObjectOf(actor);
            var text = name.IsNone ? actor : (hosts > 1 && name.Kind != ObjectKind.Host ? name.Host + " " : "") + TextOf(name);
            var isTaken = _names.Values.Any(other => other.Text == text);
            _names.Add(actor, new(isTaken ? actor : text, name.IsNone || IsOutside(name)));
        }
    }

    /// <summary>The short name of a grain.</summary>
    /// <param name="actor">The grain, as steps name it.</param>
    public ActorName Of(string actor) => _names.TryGetValue(actor, out var name) ? name : ActorName.AsItIs(actor);

    private static ObjectName ObjectOf(string actor) =>
        actor.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && ObjectName.TryParse(actor[(slash + 1)..], out var name)
            ? name
            : default;

    // The tasks that run the scenario's steps: its own, and one for each branch.
    private static bool IsOutside(ObjectName name) =>
        name.Kind == ObjectKind.Host
        || (name.Kind == ObjectKind.Task && (name.Name == Segments.MainTask || BranchOf(name.Name) is not null));

    private static string? BranchOf(string task) =>
        task.StartsWith(Branch, StringComparison.Ordinal)
        && task.IndexOf('.', StringComparison.Ordinal) is var dot and > 0
        && dot + 1 < task.Length
            ? task[(dot + 1)..]
            : null;

    private static string TextOf(ObjectName name) =>
        name.Kind switch
        {
            ObjectKind.Host => $"host {name.Host}",
            ObjectKind.Task when name.Name == Segments.MainTask => "main",
            ObjectKind.Task when BranchOf(name.Name) is { } branch => branch.All(char.IsAsciiDigit) ? $"branch {branch}" : branch,
            ObjectKind.IoMm => $"io_mm {name.Name}",
            ObjectKind.Domain => $"domain {name.Name}",
            ObjectKind.Device => $"dev {Bdf.Short(name.Name)}",
            ObjectKind.SvaLock => "sva lock",
            ObjectKind.PasidSpace => "pasids",
            _ => $"{ObjectName.Segment(name.Kind)} {name.Name}".TrimEnd(),
        };
}
