using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Scenarios.Fields;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>The behaviour of a driver, in a device's description and in a step.</summary>
internal static class DriverFields
{
    private static readonly MappingShape MmExit = new(
        "mm_exit: {sleep, error, hang, lock, unbind}",
        [
            new("sleep", Shapes.Duration, "How long it sleeps, modelled."),
            new("error", Shapes.Errno, "Its result; an error causes only a warning."),
            new("hang", Shapes.Flag, "Whether it never returns."),
            new("lock", Shapes.Name, "The driver's global lock that it takes."),
            new("unbind", Shapes.Flag, "Whether it unbinds the bond for which it is called, which no driver may do: it waits for itself."),
        ]
    );

    public static IReadOnlyList<Field> All { get; } =
    [
        new(
            "mm_exit",
            new EitherShape("false, or mm_exit: {sleep, error, hang, lock, unbind}", [Shapes.Flag], null, MmExit),
            "How its mm_exit behaves; false for a driver that has none."
        ),
        new("dead_atc", Shapes.Flag, "Whether the device no longer answers ATC invalidations."),
    ];

    /// <summary>Reads a step's or a device's driver.</summary>
    public static DriverSpec Read(ArgumentReader at)
    {
        var isDead = at.Flag("dead_atc");
        switch (at.Node("mm_exit"))
        {
            case YamlScalar scalar:
                at.Record("mm_exit", scalar.Text == "true");
                return new(HasMmExit: scalar.Text == "true", IsAtcDead: isDead);
            case YamlMapping mapping:
                var exit = at.Inner(mapping);
                var spec = new DriverSpec(
                    MmExitSleep: exit.Duration("sleep"),
                    MmExitError: exit.Errno("error"),
                    IsMmExitHanging: exit.Flag("hang"),
                    MmExitLock: exit.Has("lock") ? exit.Lock("lock") : default,
                    IsAtcDead: isDead,
                    UnbindsInMmExit: exit.Flag("unbind")
                );
                at.RecordAll("mm_exit.", exit);
                return spec;
            default:
                return new(IsAtcDead: isDead);
        }
    }
}
