using SvaOrleans.Documents.Shapes;
using SvaOrleans.Scenarios.Fields;

namespace SvaOrleans.Scenarios.Format;

/// <summary>The shape of <c>workload:</c>.</summary>
internal static class WorkloadShape
{
    public static MappingShape Arguments { get; } =
        new(
            "{trace, devices, touch, events}",
            [
                new(
                    "trace",
                    Shapes.Path,
                    "The trace: strace text, plain or gzip, or a file made by 'sva trace import'; relative to the scenario.",
                    true
                ),
                new(
                    "devices",
                    new ListShape("a list of devices", Shapes.Device, 1),
                    "The devices to which every address space of the trace is bound.",
                    true
                ),
                new("touch", Shapes.Number(0, 1 << 20), "How many pages of every new mapping each device accesses; 1 if absent."),
                new("events", Shapes.Number(1, long.MaxValue), "How many events at most; all if absent."),
            ]
        );
}
