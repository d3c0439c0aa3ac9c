using SvaOrleans.Documents.Shapes;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Fields;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>The calls of a driver: the interface of 02/40 and 03/40.</summary>
internal static class DeviceOperations
{
    private static readonly Field Device = new("device", Shapes.Device, "The device.", true);

    private static readonly Field[] PasidOrMm =
    [
        new("pasid", Shapes.PasidOperand, "The PASID: a number, none for traffic without one, or $name of a bind or open."),
        new("mm", Shapes.Name, "Instead of pasid: the PASID that a bind of this address space got last."),
    ];

    public static IReadOnlyList<Operation> All { get; } =
    [
        new(
            "device_init",
            "iommu_sva_device_init: the driver prepares a device for binds.",
            Operation.Named(
                "device_init",
                [
                    Device,
                    new("features", Shapes.Features, "Features asked for; none if absent."),
                    new("max_pasid", Shapes.Pasid, "The highest PASID that the driver wants; 0 or absent for no limit."),
                ]
            ),
            static at => new InitStep(at.StepId, at.Device("device"), at.Features("features"), new((uint)at.Number("max_pasid", 0)))
        ),
        new(
            "device_shutdown",
            "iommu_sva_device_shutdown: unbinds everything, then undoes the preparation.",
            Operation.Named("device_shutdown", [Device]),
            static at => new ShutdownStep(at.StepId, at.Device("device"))
        ),
        new(
            "bind",
            "iommu_sva_bind_device: the device gets access to an address space, under a PASID.",
            Operation.Named(
                "bind",
                [
                    Device,
                    new("mm", Shapes.Name, "The address space.", true),
                    new("features", Shapes.Features, "Features that this bind needs; none if absent."),
                    new("drvdata", Shapes.Count, "A value of the driver, passed to its mm_exit."),
                ]
            ),
            static at => new BindStep(
                at.StepId,
                at.Device("device"),
                at.Mm("mm"),
                at.Features("features"),
                (long)at.Number("drvdata", 0),
                at.Variable
            )
        )
        {
            StoresVariable = true,
        },
        new(
            "unbind",
            "iommu_sva_unbind_device: ends the access; waits for an mm_exit of the same bond.",
            Operation.Named("unbind", [Device, .. PasidOrMm], new KeyChoice(["pasid", "mm"])),
            static at => new UnbindStep(at.StepId, at.Device("device"), at.Pasid())
        ),
        new(
            "unbind_dev_all",
            "__iommu_sva_unbind_dev_all: ends every access of a device.",
            Operation.Named("unbind_dev_all", [Device]),
            static at => new UnbindAllStep(at.StepId, at.Device("device"))
        ),
        new(
            "find",
            "iommu_sva_find: finds the address space of a PASID; a worker drops the reference that it takes.",
            Operation.Named("find", PasidOrMm, new KeyChoice(["pasid", "mm"])),
            static at => new FindStep(at.StepId, at.Object(ObjectKind.PasidSpace, ""), at.Pasid())
        ),
        new(
            "attach_domain",
            "iommu_attach_device: the device moves to a domain.",
            Operation.Named("attach_domain", [Device, new("domain", Shapes.Name, "The domain.", true)]),
            static at => new AttachDomainStep(at.StepId, at.Device("device"), at.Domain("domain"))
        ),
        new(
            "detach_domain",
            "iommu_detach_device: the device returns to the domain in which it booted.",
            Operation.Named("detach_domain", [Device, new("domain", Shapes.Name, "The domain that it leaves.", true)]),
            static at => new DetachDomainStep(at.StepId, at.Device("device"), at.Domain("domain"))
        ),
        new(
            "map",
            "iommu_map: pages of the domain's private address space.",
            Operation.Named(
                "map",
                [
                    new("domain", Shapes.Name, "The domain.", true),
                    .. PageFields("device addresses"),
                    new("to", Shapes.PageNumber, "The physical page of the first one.", true),
                    new("rights", Shapes.Rights, "Rights; rw if absent."),
                ],
                PageChoices
            ),
            static at => new IoMapStep(at.StepId, at.Domain("domain"), at.Range(), at.Number("to", 0), at.Rights("rights", "rw"))
        ),
        new(
            "unmap",
            "iommu_unmap: pages of the domain's private address space; its result counts the removed pages.",
            Operation.Named("unmap", [new("domain", Shapes.Name, "The domain.", true), .. PageFields("device addresses")], PageChoices),
            static at => new IoUnmapStep(at.StepId, at.Domain("domain"), at.Range())
        ),
        new(
            "dma",
            "The device reads or writes memory, page by page: its own cache, then the IOMMU, then the page table, then a page request.",
            Operation.Named(
                "dma",
                [Device, .. PasidOrMm, .. PageFields("pages"), new("access", Shapes.Rights, "r, w or rw; r if absent.")],
                [new KeyChoice(["pasid", "mm"]), .. PageChoices]
            ),
            static at => new DmaStep(at.StepId, at.Device("device"), at.Pasid(), at.Range(), at.Rights("access", "r"))
        ),
        new(
            "driver",
            "Changes the behaviour of a device's driver from now on; absent keys have their defaults.",
            Operation.Named("driver", [Device, .. DriverFields.All]),
            static at => new SetDriverStep(at.StepId, at.Device("device"), DriverFields.Read(at))
        ),
    ];

    /// <summary>The PASID, or its address space.</summary>
    public static IReadOnlyList<Field> PasidFields => PasidOrMm;

    /// <summary>The ways to say pages, of which one must be used.</summary>
    public static KeyChoice[] PageChoices => [new(["pages", "addr"])];

    /// <summary>The ways to say pages.</summary>
    /// <param name="what">The pages, in words, for the documentation.</param>
    public static IReadOnlyList<Field> PageFields(string what) =>
        [
            new("pages", Shapes.Pages, $"The {what}, by page number: 7, or 7..10 (both included), or 7+4."),
            new("addr", Shapes.Address, $"Instead of pages: where the {what} begin, in bytes."),
            new("length", Shapes.Length, "With addr: the length in bytes; a page if absent."),
        ];
}
