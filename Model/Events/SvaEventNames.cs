namespace SvaOrleans.Model.Events;

/// <summary>What events are called in files and output: a driver's callbacks by the callback's name.</summary>
public static class SvaEventNames
{
    /// <summary>The name of a kind.</summary>
    public static string Of(SvaEventKind kind) =>
        kind switch
        {
            SvaEventKind.IoMmAlloc => "io_mm_alloc",
            SvaEventKind.IoMmFree => "io_mm_free",
            SvaEventKind.IoMmAttach => "io_mm_attach",
            SvaEventKind.IoMmDetach => "io_mm_detach",
            SvaEventKind.IoMmExit => "io_mm_exit",
            SvaEventKind.IoMmExitDetach => "io_mm_exit_detach",
            SvaEventKind.IoMmInvalidate => "io_mm_invalidate",
            SvaEventKind.DriverDeviceInit => "sva_device_init",
            SvaEventKind.DriverDeviceShutdown => "sva_device_shutdown",
            SvaEventKind.DriverMmAlloc => "mm_alloc",
            SvaEventKind.DriverMmFree => "mm_free",
            SvaEventKind.DriverMmAttach => "mm_attach",
            SvaEventKind.DriverMmDetach => "mm_detach",
            SvaEventKind.DriverMmInvalidate => "mm_invalidate",
            SvaEventKind.DriverMmExit => "mm_exit",
            SvaEventKind.DriverMmExitDone => "mm_exit_done",
            SvaEventKind.UnbindWaits => "unbind_waits",
            SvaEventKind.UnbindResumes => "unbind_resumes",
            SvaEventKind.NotifierRegister => "notifier_register",
            SvaEventKind.NotifierUnregister => "notifier_unregister",
            SvaEventKind.PasidAlloc => "pasid_alloc",
            SvaEventKind.PasidFree => "pasid_free",
            SvaEventKind.TableSet => "table_set",
            SvaEventKind.TableClear => "table_clear",
            SvaEventKind.CommandsSubmit => "commands_submit",
            SvaEventKind.CommandsSync => "commands_sync",
            SvaEventKind.AtcTimeout => "atc_timeout",
            SvaEventKind.AtcInvalidate => "atc_invalidate",
            SvaEventKind.AtcFill => "atc_fill",
            SvaEventKind.IotlbFill => "iotlb_fill",
            SvaEventKind.PageRequest => "page_request",
            SvaEventKind.PageResponse => "page_response",
            SvaEventKind.FaultFlush => "fault_flush",
            SvaEventKind.FaultHandlerRegister => "fault_handler_register",
            SvaEventKind.FaultHandlerUnregister => "fault_handler_unregister",
            SvaEventKind.MmExit => "exit_mmap",
            SvaEventKind.MmExitDone => "exit_mmap_done",
            SvaEventKind.PagesFreed => "pages_freed",
            SvaEventKind.MmFree => "mm_struct_free",
            SvaEventKind.Warning => "warning",
            SvaEventKind.ContractViolation => "contract_violation",
            SvaEventKind.Verdict => "verdict",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of event"),
        };

    /// <summary>The kind of a name that is known to be one.</summary>
    public static SvaEventKind Find(string name) => Enum.GetValues<SvaEventKind>().First(kind => Of(kind) == name);

    /// <summary>Whether it is a call of a driver: of the IOMMU's, or of the device's.</summary>
    public static bool IsDriverCallback(SvaEventKind kind) =>
        kind
            is SvaEventKind.DriverDeviceInit
                or SvaEventKind.DriverDeviceShutdown
                or SvaEventKind.DriverMmAlloc
                or SvaEventKind.DriverMmFree
                or SvaEventKind.DriverMmAttach
                or SvaEventKind.DriverMmDetach
                or SvaEventKind.DriverMmInvalidate
                or SvaEventKind.DriverMmExit;
}
