using SvaOrleans.Documents.Shapes;
using SvaOrleans.Inputs.Topologies.Directives;
using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Inputs.Topologies.Files;

/// <summary>What a topology file looks like. Keys that are not required may have no value: <c>driver:</c> alone says nothing.</summary>
internal static class TopologyShapes
{
    private const string Address = @"([0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[01][0-9a-fA-F]\.[0-7]";
    private const string Pattern = "[0-9a-fA-F:.]*[*?][0-9a-fA-F:.*?]*";

    private static readonly TextShape Text = new("a text", @"^[\s\S]*$", IsNumberLike: true);
    private static readonly TextShape Bdf = new("a PCI address such as \"0000:43:00.0\"", $"^{Address}$");
    private static readonly NumberShape Address64 = new("an address such as 0xfee00000", 0, ulong.MaxValue, IsHexAllowed: true);
    private static readonly FlagShape Flag = new();
    private static readonly ListShape Texts = new("a list of names", OrNothing(Text));

    private static readonly WordShape Op = new(
        "an operation such as mm_alloc, or all, or none",
        [
            "all",
            "none",
            .. Enum.GetValues<IommuOps>()
                .Where(static op => op is not (IommuOps.None or IommuOps.All))
                .SelectMany(static op => IommuSettings.NamesOf(op)),
        ]
    );

    private static readonly EitherShape Ops = new(
        "a list of operations such as [device_init, mm_alloc], or all, or none",
        [Op, new NullShape()],
        new ListShape("a list of operations", Op)
    );

    private static readonly MappingShape Ats = Keys(
        "ats",
        Optional("queueDepth", Number(1, 32), $"Depth of the invalidate queue; {Grant.DefaultAtsDepth} if absent."),
        Optional("smallestTranslationUnit", Number(0, 31), "The smallest unit of a translation, as a power of two of 4 KiB; 0 if absent."),
        Optional("enabled", Flag, "Whether ATS is on.")
    );

    private static readonly MappingShape Pasid = Keys(
        "pasid",
        new("width", Number(1, Model.Words.Pasid.WidthMaxBits), "Width of a PASID in bits.", true),
        Optional("execute", Flag, "Whether requests may ask for execute permission."),
        Optional("privileged", Flag, "Whether requests may be privileged."),
        Optional("enabled", Flag, "Whether PASIDs are on.")
    );

    private static readonly MappingShape Pri = Keys(
        "pri",
        new("capacity", Number(0, uint.MaxValue), "Page requests that can be outstanding.", true),
        Optional("allocation", Number(0, uint.MaxValue), "Page requests that software allows; 0 if absent."),
        Optional("enabled", Flag, "Whether page requests are on.")
    );

    private static readonly Field[] Capabilities =
    [
        Optional("ats", Ats, "Address translation services."),
        Optional("pasid", Pasid, "PASIDs."),
        Optional("pri", Pri, "Page requests."),
    ];

    private static readonly MappingShape Split = Keys(
        "a split",
        new("iommu", Text, "Name of the IOMMU.", true),
        new("per", new WordShape("root-bus or numa-node", IommuSplit.Words), "What gets an IOMMU of its own.", true)
    );

    private static readonly MappingShape Grants = Keys(
        "a grant",
        [
            new(
                "to",
                Keys(
                    "to",
                    new("endpoints", new TrueShape(), "All functions that are neither bridges nor IOMMUs."),
                    new(
                        "class",
                        new TextShape(
                            "two, four or six hexadecimal digits such as \"0200\"",
                            "^(0x)?([0-9a-fA-F]{2}|[0-9a-fA-F]{4}|[0-9a-fA-F]{6})$",
                            IsNumberLike: true
                        ),
                        "Functions of a class."
                    ),
                    new(
                        "id",
                        new TextShape("vendor and device such as \"8086:10ca\"", "^[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}$"),
                        "Functions of a vendor and device."
                    ),
                    new(
                        "bdf",
                        new TextShape("a PCI address, or a pattern with * and ? such as \"0000:43:10.*\"", $"^({Address}|{Pattern})$"),
                        "Functions by address."
                    )
                ) with
                {
                    Expected = "{endpoints: true}, {class: \"0200\"}, {id: \"8086:10ca\"} or {bdf: \"0000:43:10.*\"}",
                    OneOf = [new(["endpoints", "class", "id", "bdf"])],
                },
                "Which functions.",
                true
            ),
            .. Capabilities,
        ]
    ) with
    {
        Rules = [new AtLeastOne("the grant gives nothing", "ats", "pasid", "pri")],
    };

    private static readonly MappingShape Settings = Keys(
        "settings",
        new("iommu", Text, "Name of an IOMMU, or all.", true),
        Optional("pasidWidth", Number(0, Model.Words.Pasid.WidthMaxBits), "PASID width in bits."),
        Optional("pageRequestQueue", Number(1, IommuSettings.EntriesMost), "Capacity of the page request queue."),
        Optional("iotlbEntries", Number(0, IommuSettings.EntriesMost), "Capacity of the translation cache."),
        Optional("rangeCommands", Flag, "Arm: whether one invalidation can cover a range."),
        Optional("ecs", Flag, "VT-d: whether it is in extended context mode, which leaves entry 0 of a PASID table free."),
        new("ops", Ops, "What the driver implements."),
        new("missingOps", Ops, "Instead of ops: what the driver lacks.")
    ) with
    {
        OneOf = [new(["ops", "missingOps"], IsRequired: false)],
        Rules =
        [
            new AtLeastOne(
                "the settings set nothing",
                "pasidWidth",
                "pageRequestQueue",
                "iotlbEntries",
                "rangeCommands",
                "ecs",
                "ops",
                "missingOps"
            ),
        ],
    };

    private static readonly MappingShape Function = Keys(
        "a function",
        [
            new("bdf", Bdf, "Its address.", true),
            Optional(
                "id",
                new TextShape("vendor and device such as \"8086:10c9\"", "^[0-9a-fA-F]{4}:[0-9a-fA-F]{4}$"),
                "Vendor and device, in hexadecimal."
            ),
            Optional(
                "class",
                new TextShape("six hexadecimal digits such as \"020000\"", "^[0-9a-fA-F]{6}$"),
                "Class, subclass and programming interface."
            ),
            Optional("className", Text, "Name of the class."),
            Optional("name", Text, "Names of vendor and device."),
            Optional("driver", Text, "The driver that is bound."),
            Optional("numa", Number(0, 1 << 20), "NUMA node; none if absent."),
            Optional("group", Number(0, int.MaxValue), "IOMMU group, one of groups; none if absent."),
            Optional("iommu", Text, "The IOMMU in front of it, one of iommus; none if absent."),
            Optional("parent", Bdf, "The bridge above; none on a root bus."),
            Optional(
                "buses",
                new TextShape("the first and the last bus below, such as \"01-06\"", "^[0-9a-fA-F]{2}-[0-9a-fA-F]{2}$"),
                "Of a bridge: the bus right below and the last one below, in hexadecimal."
            ),
            Optional("physicalFunction", Bdf, "Of a virtual function: its physical function."),
            Optional(
                "virtualFunctions",
                Keys(
                    "virtualFunctions",
                    new("enabled", Number(0, 65535), "How many are on.", true),
                    new("total", Number(0, 65535), "How many there can be.", true)
                ),
                "Virtual functions of a physical one."
            ),
            .. Capabilities,
        ]
    );

    private static readonly MappingShape Group = Keys(
        "a group",
        new("id", Number(0, int.MaxValue), "Its number.", true),
        Optional("type", Text, "The type of its default domain, such as DMA-FQ."),
        Optional(
            "reserved",
            new ListShape(
                "a list of regions",
                Keys(
                    "a reserved region",
                    new("start", Address64, "The first address.", true),
                    new("end", Address64, "The last address.", true),
                    new("type", Text, "Such as msi.", true)
                )
            ),
            "Reserved regions."
        ),
        Optional("others", Texts, "Members that are no PCI functions.")
    );

    private static readonly MappingShape NumaNode = Keys(
        "a NUMA node",
        new("node", Number(0, 1 << 20), "Its number.", true),
        Optional("cpus", Text, "Its CPUs, such as 0-3."),
        Optional("distances", new ListShape("whole numbers such as [10, 20]", Number(0, int.MaxValue)), "Distances to all nodes.")
    );

    private static readonly MappingShape Iommu = Keys(
        "an IOMMU",
        new("name", Text, "Its name.", true),
        new("kind", new WordShape(IommuArchitectures.All, IommuArchitectures.Words), "What it is.", true),
        Optional("assumed", Flag, "Whether it was made up, as the source does not show it."),
        Optional(
            "attributes",
            new MappingShape("names with values", [], new(Text, OrNothing(Text))),
            "Attributes of /sys/class/iommu, as texts."
        ),
        Optional("others", Texts, "Devices behind it that are no PCI functions.")
    );

    /// <summary>The file.</summary>
    public static MappingShape Root { get; } =
        Keys(
            "the file",
            new("format", new WordShape(TopologyFile.Format, [TopologyFile.Format]), "The format's name.", true),
            new(
                "source",
                Keys(
                    "source",
                    new("kind", Text, "folder, lspci or generated.", true),
                    new("name", Text, "Name of the folder or file, or the parameters.", true)
                ) with
                {
                    Expected = "{kind: ..., name: ...}",
                },
                "Where the topology comes from.",
                true
            ),
            Optional("splits", new ListShape("a list of splits", Split), "IOMMUs to split."),
            Optional("grants", new ListShape("a list of grants", Grants), "Capabilities that functions get."),
            Optional("settings", new ListShape("a list of settings", Settings), "Settings of IOMMUs."),
            new("functions", List("functions", Function), "PCI functions.", true),
            new("groups", List("groups", Group), "IOMMU groups.", true),
            new("numa", List("NUMA nodes", NumaNode), "NUMA nodes.", true),
            new("iommus", List("IOMMUs", Iommu), "IOMMUs.", true)
        );

    private static MappingShape Keys(string owner, params Field[] fields) =>
        new("keys with values: " + string.Join(", ", fields.Select(static field => field.Name)), fields) { Owner = owner };

    private static Field Optional(string name, Shape shape, string doc) => new(name, OrNothing(shape), doc);

    private static EitherShape OrNothing(Shape shape) =>
        shape switch
        {
            MappingShape mapping => new(mapping.Expected, [new NullShape()], Mapping: mapping),
            ListShape list => new(list.Expected, [new NullShape()], list),
            _ => new(shape.Expected, [shape, new NullShape()]),
        };

    private static ListShape List(string what, Shape item) => new($"a list of {what}, [] for none", item);

    private static NumberShape Number(ulong least, ulong most) =>
        new(FormattableString.Invariant($"a whole number from {least} to {most}"), least, most, IsHexAllowed: true);
}
