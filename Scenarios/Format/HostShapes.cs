using SvaOrleans.Documents.Shapes;
using SvaOrleans.Scenarios.Fields;
using SvaOrleans.Scenarios.Operations;
using SvaOrleans.Silo;

namespace SvaOrleans.Scenarios.Format;

/// <summary>The shape of hosts.</summary>
internal static class HostShapes
{
    /// <summary>Latencies by key, in the order of <see cref="SvaOrleans.Interfaces.Hosts.Latencies"/>.</summary>
    public static IReadOnlyList<Field> LatencyFields { get; } =
    [
        new("call", Shapes.Duration, "A kernel function's own work, per call."),
        new("table_write", Shapes.Duration, "Writing one table entry."),
        new("iotlb_invalidation", Shapes.Duration, "One IOTLB invalidation command."),
        new("atc_invalidation", Shapes.Duration, "One device-TLB invalidation, until the device has answered."),
        new("sync", Shapes.Duration, "A sync, without the commands that it waits for."),
        new("atc_timeout", Shapes.Duration, "How long a sync waits for a device that does not answer."),
        new("ats_translation", Shapes.Duration, "A translation request from device to IOMMU and back."),
        new("page_walk", Shapes.Duration, "A walk of the page table by the IOMMU."),
        new("page_fault", Shapes.Duration, "The mm's handling of one fault."),
        new("page_request", Shapes.Duration, "A page request from device to software, one way."),
        new("page_free", Shapes.Duration, "Freeing one page."),
    ];

    /// <summary>Settings of a host.</summary>
    public static MappingShape Settings { get; } =
        new(
            "one_device_per_group, pasid_min, latencies",
            [
                new(
                    "one_device_per_group",
                    Shapes.Flag,
                    "Whether bind refuses a device whose group has others, as the public bind of 02/40 does; false if absent."
                ),
                new(
                    "pasid_min",
                    Shapes.Pasid,
                    "The lowest PASID that is allocated; 1 if absent. 0 where every IOMMU of the host leaves entry 0 of a PASID table free (ecs)."
                ),
                new("latencies", new MappingShape("latencies", LatencyFields), "The costs of operations in modelled time."),
            ]
        );

    /// <summary>The operations that an IOMMU's driver may have.</summary>
    public static WordShape Op { get; } =
        new(
            "an operation of the IOMMU's driver",
            ["all", "none", "device_init", "device_shutdown", "mm_alloc", "mm_free", "mm_attach", "mm_detach", "mm_invalidate"]
        );

    /// <summary>An IOMMU.</summary>
    public static MappingShape Iommu { get; } =
        new(
            "kind, pasid_width, ops, range_commands, ecs, iotlb_entries, page_request_queue",
            [
                new(
                    "kind",
                    new WordShape("a kind of IOMMU", ["arm-smmu-v3", "intel-vtd", "amd-vi"]),
                    "The architecture: decides table shapes and rounding.",
                    true
                ),
                new("pasid_width", Shapes.Number(0, 20), "PASID width in bits; 20 if absent."),
                new("ops", Shapes.OneOrList(Op, "operations of the IOMMU's driver"), "The operations of its driver; all if absent."),
                new(
                    "missing_ops",
                    Shapes.OneOrList(Op, "operations of the IOMMU's driver"),
                    "Instead of ops: the operations that its driver lacks."
                ),
                new("range_commands", Shapes.Flag, "Arm: whether one TLB invalidation can cover a range; true if absent."),
                new(
                    "ecs",
                    Shapes.Flag,
                    "VT-d before 3.0, in extended context mode, which leaves entry 0 of a PASID table free; false if absent."
                ),
                new("iotlb_entries", Shapes.Number(0, 1 << 24), "Capacity of its translation cache; 2048 if absent."),
                new("page_request_queue", Shapes.Number(1, 1 << 24), "Capacity of its page request queue; 512 if absent."),
            ],
            OneOf: [new(["ops", "missing_ops"], IsRequired: false)],
            Rules: [new ExtendedIsVtd()]
        );

    /// <summary>The capabilities of a device, its own or granted.</summary>
    public static IReadOnlyList<Field> Capabilities { get; } =
    [
        new("pasid_width", Shapes.Number(0, 20), "PASID width in bits; 20 if absent, and never wider than its IOMMU's."),
        new(
            "pasid_min",
            Shapes.Pasid,
            "The lowest PASID that it can use; the host's if absent. 0 where its IOMMU leaves entry 0 of a PASID table free (ecs)."
        ),
        new("pasid_max", Shapes.Pasid, "The highest; what the width allows if absent. 0 for a device without PASIDs."),
        new("ats", Shapes.Flag, "Whether it has a translation cache; true if absent."),
        new("atc_entries", Shapes.Number(0, 1 << 24), "That cache's capacity; 256 if absent."),
        new("pri", Shapes.Number(0, 1 << 20), "How many page requests it may have outstanding; 32 if absent, 0 for none."),
        new("driver", new MappingShape("mm_exit, dead_atc", DriverFields.All), "How its driver behaves."),
    ];

    /// <summary>A device.</summary>
    public static MappingShape Device { get; } =
        new(
            "bdf, iommu, group, domain, pasid_width, pasid_min, pasid_max, ats, atc_entries, pri, driver",
            [
                new("bdf", Shapes.Bdf, "Its address, where the key is a name."),
                new("iommu", Shapes.Name, "The IOMMU in front of it: the host's only one if absent; none for none."),
                new("group", Shapes.Name, "Its IOMMU group: one of its own if absent; none for none."),
                new("domain", Shapes.Name, "The domain in which it boots: its group's if absent; none for none."),
                .. Capabilities,
            ]
        );

    /// <summary>A host.</summary>
    public static MappingShape Host { get; } =
        new(
            "generation, settings, iommus, groups, domains, devices, topology, splits, grants, iommu_settings, overrides, names",
            [
                new(
                    "generation",
                    new WordShape("a kernel generation", [.. KernelGenerations.Known]),
                    "The kernel generation; the scenario's if absent."
                ),
                new("settings", Settings, "Settings of this host; the scenario's if absent."),
                new("iommus", new MappingShape("{name: IOMMU}", [], new(Shapes.Name, Iommu)), "Its IOMMUs."),
                new(
                    "groups",
                    new MappingShape("{group: domain}", [], new(Shapes.Name, Shapes.Name)),
                    "The domain of each group whose domain has another name."
                ),
                new(
                    "domains",
                    new ListShape("a list of names", Shapes.Name),
                    "Its domains; the names that devices and groups use if absent."
                ),
                new("devices", new MappingShape("{address or name: device}", [], new(Shapes.Device, Device)), "Its devices."),
                new(
                    "topology",
                    Shapes.Path,
                    "Instead of iommus and devices: a machine, as a topology file, the folder of an export or lspci text; relative to the scenario."
                ),
                new(
                    "splits",
                    new ListShape("a list of splits", Shapes.Text),
                    "With topology: IOMMUs to split, such as dmar0=root-bus (docs/topology.md)."
                ),
                new(
                    "grants",
                    new ListShape("a list of grants", Shapes.Text),
                    "With topology: capabilities that functions get, such as 'class=0200 ats pasid=20 pri=512' (docs/topology.md)."
                ),
                new(
                    "iommu_settings",
                    new ListShape("a list of settings", Shapes.Text),
                    "With topology: properties of IOMMUs, such as 'dmar0 pasid_width=16 page_request_queue=64 missing_ops=mm_invalidate' (docs/topology.md)."
                ),
                new(
                    "overrides",
                    new MappingShape(
                        "{device: capabilities}",
                        [],
                        new(
                            Shapes.Device,
                            new MappingShape("pasid_width, pasid_min, pasid_max, ats, atc_entries, pri, driver", Capabilities)
                        )
                    ),
                    "With topology: capabilities of single devices, applied after the grants."
                ),
                new("names", new MappingShape("{name: address}", [], new(Shapes.Name, Shapes.Bdf)), "With topology: names for devices."),
            ],
            OneOf: [new(["topology", "devices"]), new(["topology", "iommus"], IsRequired: false)],
            Rules: [new HostPasidZero(), new DevicePasidZero()]
        );
}
