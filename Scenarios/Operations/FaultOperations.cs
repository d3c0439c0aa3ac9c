using SvaOrleans.Documents.Shapes;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Scenarios.Fields;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>I/O page faults (07/40), and failures made on purpose.</summary>
internal static class FaultOperations
{
    private static readonly Field Device = new("device", Shapes.Device, "The device.", true);

    private static readonly SortedDictionary<string, FailurePoint> Points = new(StringComparer.Ordinal)
    {
        ["device_parameter"] = FailurePoint.DeviceParameter,
        ["driver_init"] = FailurePoint.DriverInit,
        ["fault_queue"] = FailurePoint.FaultQueue,
        ["mm_alloc"] = FailurePoint.MmAlloc,
        ["pasid_allocation"] = FailurePoint.PasidAllocation,
        ["notifier_register"] = FailurePoint.NotifierRegister,
        ["bond_allocation"] = FailurePoint.BondAllocation,
        ["mm_attach"] = FailurePoint.MmAttach,
    };

    public static IReadOnlyList<Operation> All { get; } =
    [
        new(
            "page_request",
            "The device sends one page request without a DMA; the step does not wait for the answer.",
            Operation.Named(
                "page_request",
                [
                    Device,
                    .. DeviceOperations.PasidFields,
                    new("group", Shapes.Number(0, 511), "The group's number.", true),
                    new("page", Shapes.PageNumber, "The page's number.", true),
                    new("access", Shapes.Rights, "r, w or rw; r if absent."),
                    new("last", Shapes.Flag, "Whether it is the last of its group; false if absent."),
                ],
                new KeyChoice(["pasid", "mm"])
            ),
            static at => new PageRequestStep(
                at.StepId,
                at.Device("device"),
                at.Pasid(),
                (uint)at.Number("group", 0),
                new(at.Number("page", 0)),
                at.Rights("access", "r"),
                at.Flag("last")
            )
        ),
        new(
            "flush_faults",
            "iopf_queue_flush_dev: returns when no fault of the device, or of one PASID of it, is queued or being handled.",
            Operation.Named("flush_faults", [Device, .. DeviceOperations.PasidFields], new KeyChoice(["pasid", "mm"], IsRequired: false)),
            static at => new FlushFaultsStep(at.StepId, at.Device("device"), at.Has("pasid") || at.Has("mm") ? at.Pasid() : null)
        ),
        new(
            "add_fault_queue",
            "iopf_queue_add_device: the device gets a software fault queue.",
            Operation.Named("add_fault_queue", [Device]),
            static at => new FaultQueueStep(at.StepId, at.Device("device"), false)
        ),
        new(
            "remove_fault_queue",
            "iopf_queue_remove_device: the device loses its software fault queue.",
            Operation.Named("remove_fault_queue", [Device]),
            static at => new FaultQueueStep(at.StepId, at.Device("device"), true)
        ),
        new(
            "inject",
            "Makes one pass of a point in the kernel fail: device_parameter, driver_init and fault_queue at a device, the others at an address space.",
            Operation.Named(
                "inject",
                [
                    new("device", Shapes.Device, "The device at which."),
                    new("mm", Shapes.Name, "The address space at which."),
                    new("point", new WordShape("a failure point", [.. Points.Keys]), "Where.", true),
                    new("nth", Shapes.Number(1, 1_000_000), "The number of the pass, from now on; the next if absent."),
                    new("error", Shapes.Errno, "The error; -ENOMEM if absent."),
                ],
                new KeyChoice(["device", "mm"])
            ),
            static at => Inject(at)
        ),
    ];

    private static InjectStep Inject(ArgumentReader at)
    {
        var point = Points[at.Word("point")];
        var isOfDevice = point is FailurePoint.DeviceParameter or FailurePoint.DriverInit or FailurePoint.FaultQueue;
        if (at.Has("device") != isOfDevice)
        {
            throw at.Wrong(
                "point",
                $"this point is at {(isOfDevice ? "a device" : "an address space")}",
                isOfDevice ? "device: instead of mm:" : "mm: instead of device:"
            );
        }

        return new(
            at.StepId,
            isOfDevice ? at.Device("device") : at.Mm("mm"),
            point,
            (int)at.Number("nth", 1),
            at.Has("error") ? at.Errno("error") : Model.Words.Errno.ENOMEM
        );
    }
}
