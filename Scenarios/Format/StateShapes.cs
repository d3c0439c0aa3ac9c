using SvaOrleans.Documents.Shapes;
using SvaOrleans.Scenarios.Fields;

namespace SvaOrleans.Scenarios.Format;

/// <summary>The shape of a top-level <c>expect:</c>.</summary>
internal static class StateShapes
{
    private static readonly TextShape PasidKey = new("a PASID", "^[0-9]{1,7}$", IsNumberLike: true);

    private static readonly TextShape MmOrPrivate = new("an address space, or io_pgtable", @"^[^\s/$][^\s/]{0,127}$", IsNumberLike: true);

    private static readonly MappingShape Mm = new(
        "users, count, resident, subscribers, exited",
        [
            new("users", Shapes.Figure, "Users (mm_users)."),
            new("count", Shapes.Figure, "References to the structure (mm_count)."),
            new("resident", Shapes.Figure, "Resident pages."),
            new("subscribers", Shapes.Figure, "io_mms that subscribe to its changes."),
            new("exited", Shapes.Flag, "Whether its last user has gone."),
        ],
        MinCount: 1
    );

    public static MappingShape State { get; } =
        new(
            "what must be true of the state",
            [
                new(
                    "nothing_left",
                    new TrueShape(),
                    "No PASID, bond, PASID table entry, cached translation, pending fault or deferred free is left. Fails also if no device TLB entry or no IOTLB entry was ever filled."
                ),
                new(
                    "pasids",
                    new MappingShape("the PASIDs given out: {1: X}", [], new(PasidKey, Shapes.Name)),
                    "All allocated PASIDs with their address spaces; {} for none."
                ),
                new(
                    "device_table",
                    new MappingShape(
                        "{IOMMU: {device: domain}}",
                        [],
                        new(Shapes.Name, new MappingShape("{device: domain}", [], new(Shapes.Device, Shapes.Name)))
                    ),
                    "A whole device table of an IOMMU."
                ),
                new(
                    "pasid_tables",
                    new MappingShape(
                        "{domain: {1: X}}",
                        [],
                        new(Shapes.Name, new MappingShape("the entries: {1: X}, {} for none", [], new(PasidKey, MmOrPrivate)))
                    ),
                    "The whole PASID table of a domain, in each of its IOMMUs; entry 0 need not be named where it is the private page table."
                ),
                new(
                    "bonds",
                    new MappingShape(
                        "{device: [PASIDs, newest first]}",
                        [],
                        new(Shapes.Device, new ListShape("a list of PASIDs, newest first", Shapes.Pasid))
                    ),
                    "All bonds of a device, newest first; [] for none."
                ),
                new("mms", new MappingShape("{address space: {users, ...}}", [], new(Shapes.Name, Mm)), "Figures of address spaces."),
                new(
                    "counters",
                    new MappingShape(
                        "{counter: number}",
                        [],
                        new(new TextShape("a counter, such as mm_exit", "^[a-z][a-zA-Z_]*$"), Shapes.Figure)
                    ),
                    "Counts since the start: events by name, and sums of the results' figures."
                ),
            ],
            MinCount: 1
        );
}
