using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <summary>Points of bind, unbind, shutdown and release in the patches of 2018 as they were meant.</summary>
public static class Point
{
    /// <summary>A bind checks whether the mm exits (io_mm_attach, 05/40, where the patches leave it to the caller).</summary>
    public static readonly ProtocolPoint BindLooksForExit = new(
        "2018",
        "bind-looks-for-exit",
        "D6, D7, 12",
        "a bond is made after the exit has walked the list"
    );

    /// <summary>A bind checks whether the device is being shut down or moved.</summary>
    public static readonly ProtocolPoint BindLooksForShutdown = new(
        "2018",
        "bind-looks-for-shutdown",
        "R9",
        "a bond is made after the last unbind"
    );

    /// <summary>A bind returns after the device has added the bond to its list.</summary>
    public static readonly ProtocolPoint BindWaitsForLink = new(
        "2018",
        "bind-waits-for-link",
        "4, 24",
        "the unlink precedes the link, and the bond stays in the device's list"
    );

    /// <summary>A shutdown, or a move to another domain, waits for the binds under way.</summary>
    public static readonly ProtocolPoint ShutdownWaitsForBinds = new(
        "2018",
        "shutdown-waits-for-binds",
        "R9",
        "a bind under way makes its bond on a device that is shut down"
    );

    /// <summary>A counter of the operations that close a device to binds; the last one to end re-enables binds.</summary>
    public static readonly ProtocolPoint ClosersAreCounted = new(
        "2018",
        "closers-are-counted",
        "R9",
        "the first of two shutdowns to finish re-enables binds while the other still runs"
    );

    /// <summary>A shutdown checks after its waits that the initialisation is still the one that it began with.</summary>
    public static readonly ProtocolPoint ShutdownLooksAgain = new(
        "2018",
        "shutdown-looks-again",
        "R9",
        "the later of two shutdowns undoes an initialisation made after the first"
    );

    /// <summary>A move leaves the old domain before it joins the new one.</summary>
    public static readonly ProtocolPoint MoveLeavesFirst = new(
        "2018",
        "move-leaves-first",
        "4, 11",
        "leaving the old domain clears the entry of the new one"
    );

    /// <summary>An unbind checks whether another thread has claimed the bond (detach_locked, 05/40).</summary>
    public static readonly ProtocolPoint UnbindYieldsToClaim = new(
        "2018",
        "unbind-yields-to-claim",
        "R4, D4, 24",
        "a bond is torn down twice, or while its mm_exit runs"
    );

    /// <summary>An unbind whose bond another thread has claimed waits until it is gone (the wait queue of detach_locked, 05/40).</summary>
    public static readonly ProtocolPoint UnbindWaitsForClaimant = new(
        "2018",
        "unbind-waits-for-claimant",
        "R4, 22",
        "unbind returns while mm_exit still uses what the driver frees next"
    );

    /// <summary>A waiter for a bond checks first whether it is gone already.</summary>
    public static readonly ProtocolPoint WaiterLooksForBond = new(
        "2018",
        "waiter-looks-for-bond",
        "D3, 38",
        "a waiter waits for a wake-up that is already over"
    );

    /// <summary>A waiter for a bond whose PASID is being freed waits for that too.</summary>
    public static readonly ProtocolPoint WaitOutlastsNumber = new(
        "2018",
        "wait-outlasts-number",
        "28",
        "unbind returns before the PASID that it released is free"
    );

    /// <summary>An unbind that has found a bond checks at the io_mm that it still exists.</summary>
    public static readonly ProtocolPoint UnbindLooksForBond = new(
        "2018",
        "unbind-looks-for-bond",
        "D3, D5, 25",
        "an unbind uses a bond that is gone"
    );

    /// <summary>An unbind that has flushed checks again which owner has the PASID.</summary>
    public static readonly ProtocolPoint UnbindComparesOwner = new(
        "2018",
        "unbind-compares-owner",
        "D8, D11",
        "a file closed late unbinds the PASID's next owner"
    );

    /// <summary>An unbind flushes faults before it looks for the bond (iopf_queue_flush_dev, 07/40).</summary>
    public static readonly ProtocolPoint UnbindFlushesFirst = new(
        "2018",
        "unbind-flushes-first",
        "D11, 35",
        "a page request sent before the unbind is never served"
    );

    /// <summary>An unbind flushes faults after the bond's teardown, before the PASID can be freed.</summary>
    public static readonly ProtocolPoint UnbindFlushesBeforeFree = new(
        "2018",
        "unbind-flushes-before-free",
        "D8, 28",
        "a fault of the PASID's former owner is queued when the next owner gets the PASID"
    );

    /// <summary>An unbind that has put the last reference returns after the io_mm's memory is freed.</summary>
    public static readonly ProtocolPoint UnbindWaitsForFree = new(
        "2018",
        "unbind-waits-for-free",
        "2",
        "unbind returns before the memory that it released is freed"
    );

    /// <summary>The thread that puts the last reference to an io_mm continues after its PASID is freed.</summary>
    public static readonly ProtocolPoint PutWaitsForNumber = new(
        "2018",
        "put-waits-for-number",
        "28",
        "an unbind or an exit returns before the PASID is free"
    );

    /// <summary>A bond is torn down after its device has removed it from its list.</summary>
    public static readonly ProtocolPoint TeardownWaitsForUnlink = new(
        "2018",
        "teardown-waits-for-unlink",
        "4, 24",
        "the PASID's next bond finds the former one in the device's list"
    );

    /// <summary>A release checks that the io_mm is still the one that was registered (kref_get_unless_zero, 05/40).</summary>
    public static readonly ProtocolPoint ReleaseLooksForIoMm = new(
        "2018",
        "release-looks-for-io-mm",
        "R2, 7",
        "an io_mm without references is released a second time"
    );

    /// <summary>A release holds a reference to the io_mm to its end.</summary>
    public static readonly ProtocolPoint ReleaseHoldsIoMm = new(
        "2018",
        "release-holds-io-mm",
        "R2, 2, 25",
        "the io_mm is freed between two handlers, and the release uses it afterwards"
    );

    /// <summary>A release skips bonds that an unbind has claimed.</summary>
    public static readonly ProtocolPoint ReleaseSkipsClaimed = new(
        "2018",
        "release-skips-claimed",
        "R5, 21",
        "mm_exit is called for a bond that is torn down"
    );

    /// <summary>A release waits for the driver's mm_exit.</summary>
    public static readonly ProtocolPoint ReleaseWaitsForHandler = new(
        "2018",
        "release-waits-for-handler",
        "R4, 21, 22",
        "a bond is torn down while its driver still stops the device"
    );

    /// <summary>A release flushes faults after mm_exit, before the bond's teardown (iopf_queue_flush_dev, 07/40).</summary>
    public static readonly ProtocolPoint ReleaseFlushesFirst = new(
        "2018",
        "release-flushes-first",
        "D8, D11",
        "a fault is handled while its bond is torn down"
    );

    /// <summary>A release flushes faults after the bond's teardown, before the PASID can be freed.</summary>
    public static readonly ProtocolPoint ReleaseFlushesBeforeFree = new(
        "2018",
        "release-flushes-before-free",
        "D8, 28",
        "a fault of the PASID's former owner is queued when the next owner gets the PASID"
    );

    /// <summary>A release puts a bond's reference after the bond is torn down.</summary>
    public static readonly ProtocolPoint ReleaseWaitsForTeardown = new(
        "2018",
        "release-waits-for-teardown",
        "24",
        "a bond is freed before its teardown"
    );

    /// <summary>A release continues after the bond's reference is put.</summary>
    public static readonly ProtocolPoint ReleaseWaitsForPut = new(
        "2018",
        "release-waits-for-put",
        "2, 25",
        "the last reference is put after the deferred frees, and the memory leaks"
    );

    /// <summary>An exit continues after the release has put its own reference.</summary>
    public static readonly ProtocolPoint ExitWaitsForPut = new(
        "2018",
        "exit-waits-for-put",
        "2, 25",
        "the exit leaves the notifier section too early, and the memory leaks"
    );

    /// <summary>The thread that puts a reference to an io_mm checks whether it was the last.</summary>
    public static readonly ProtocolPoint PutLooksForReferences = new(
        "2018",
        "put-looks-for-references",
        "2, 7",
        "an io_mm is released while other threads hold references"
    );

    /// <summary>A notification checks that the io_mm is still the one that was registered.</summary>
    public static readonly ProtocolPoint InvalidateLooksForIoMm = new(
        "2018",
        "invalidate-looks-for-io-mm",
        "R12, 27",
        "an invalidation reaches an io_mm that was released"
    );

    /// <summary>A notification skips bonds that are torn down.</summary>
    public static readonly ProtocolPoint InvalidateSkipsDetached = new(
        "2018",
        "invalidate-skips-detached",
        "R12, 24",
        "a driver gets an mm_invalidate after its mm_detach"
    );

    /// <summary>The fault handler checks that the io_mm of a PASID is ready and alive (iommu_sva_find, try-get).</summary>
    public static readonly ProtocolPoint FaultLooksForIoMm = new(
        "2018",
        "fault-looks-for-io-mm",
        "R1, 20",
        "a page request is granted on a PASID that is only reserved"
    );
}
