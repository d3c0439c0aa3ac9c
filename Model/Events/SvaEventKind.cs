namespace SvaOrleans.Model.Events;

/// <summary>The kind of an event. The io_mm events have the names of the tracepoints in the 2018 series.</summary>
public enum SvaEventKind
{
    /// <summary>An io_mm was created.</summary>
    IoMmAlloc,

    /// <summary>An io_mm's PASID was freed and its notifier unregistered; its memory is freed later.</summary>
    IoMmFree,

    /// <summary>A bond was made.</summary>
    IoMmAttach,

    /// <summary>A bond was torn down by an unbind.</summary>
    IoMmDetach,

    /// <summary>The notifier's release began.</summary>
    IoMmExit,

    /// <summary>A bond was torn down by the exit.</summary>
    IoMmExitDetach,

    /// <summary>A range was invalidated.</summary>
    IoMmInvalidate,

    /// <summary>Driver callback sva_device_init; the value is the largest PASID that the device's driver wishes, 0 for no wish.</summary>
    DriverDeviceInit,

    /// <summary>Driver callback sva_device_shutdown.</summary>
    DriverDeviceShutdown,

    /// <summary>Driver callback mm_alloc.</summary>
    DriverMmAlloc,

    /// <summary>Driver callback mm_free, after the last notifier section.</summary>
    DriverMmFree,

    /// <summary>Driver callback mm_attach; the value is 1 for the domain's first.</summary>
    DriverMmAttach,

    /// <summary>Driver callback mm_detach; the value is 1 for the domain's last.</summary>
    DriverMmDetach,

    /// <summary>Driver callback mm_invalidate.</summary>
    DriverMmInvalidate,

    /// <summary>Driver callback mm_exit is entered.</summary>
    DriverMmExit,

    /// <summary>Driver callback mm_exit has returned.</summary>
    DriverMmExitDone,

    /// <summary>An unbind waits for a teardown that another thread has claimed.</summary>
    UnbindWaits,

    /// <summary>The unbind that waited continues.</summary>
    UnbindResumes,

    /// <summary>An io_mm's notifier was registered with its mm (mmu_notifier_register), or was refused with the error.</summary>
    NotifierRegister,

    /// <summary>An io_mm's notifier was unregistered (mmu_notifier_unregister_no_release).</summary>
    NotifierUnregister,

    /// <summary>A PASID was allocated; the value is its generation.</summary>
    PasidAlloc,

    /// <summary>A PASID was freed; the value is its generation.</summary>
    PasidFree,

    /// <summary>A PASID table entry was written.</summary>
    TableSet,

    /// <summary>A PASID table entry was cleared.</summary>
    TableClear,

    /// <summary>Commands were submitted; the value counts them.</summary>
    CommandsSubmit,

    /// <summary>A sync completed.</summary>
    CommandsSync,

    /// <summary>A device did not answer an ATC invalidation.</summary>
    AtcTimeout,

    /// <summary>A device dropped translations; the value counts the entries.</summary>
    AtcInvalidate,

    /// <summary>A device cached a translation.</summary>
    AtcFill,

    /// <summary>An IOMMU cached a translation.</summary>
    IotlbFill,

    /// <summary>A page request was sent; the value is the group, the note says <c>last</c> of a group's last request, <c>stop</c> of a stop
    /// marker.</summary>
    PageRequest,

    /// <summary>A group was answered; the value is the code.</summary>
    PageResponse,

    /// <summary>A device's faults were flushed, of one PASID or of all (iopf_queue_flush_dev): groups that were found are answered; the
    /// value counts the requests that were dropped as the last of their group had not come.</summary>
    FaultFlush,

    /// <summary>A device's fault handler was registered (iommu_register_device_fault_handler), or was refused with the error.</summary>
    FaultHandlerRegister,

    /// <summary>A device's fault handler was unregistered (iommu_unregister_device_fault_handler).</summary>
    FaultHandlerUnregister,

    /// <summary>The last user of an mm was dropped.</summary>
    MmExit,

    /// <summary>An mm's pages are freed; the value counts them.</summary>
    MmExitDone,

    /// <summary>Pages that a call has taken out of an address space are freed; the value counts those of the whole call.</summary>
    PagesFreed,

    /// <summary>The last reference to an mm was dropped.</summary>
    MmFree,

    /// <summary>A warning of the kernel; the note says which.</summary>
    Warning,

    /// <summary>A caller broke its contract; the note says how.</summary>
    ContractViolation,

    /// <summary>Something happened that must never happen; the note says what.</summary>
    Verdict,
}
