using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <summary>Points of bind, unbind, shutdown and release in the text of 2018 as it was meant.</summary>
public static class Point
{
    /// <summary>A bind asks whether the mm exits (io_mm_attach, 05/40, where the text leaves it to the caller).</summary>
    public static readonly ProtocolPoint BindLooksForExit = new(
        "2018",
        "bind-looks-for-exit",
        "D6, D7, 12",
        "a bond is made that the exit has passed already"
    );

    /// <summary>A bind asks whether the device is being shut down or moved.</summary>
    public static readonly ProtocolPoint BindLooksForShutdown = new(
        "2018",
        "bind-looks-for-shutdown",
        "R9",
        "a bond slips in behind the last unbind"
    );

    /// <summary>A bind returns when the device has the bond in its list.</summary>
    public static readonly ProtocolPoint BindWaitsForLink = new(
        "2018",
        "bind-waits-for-link",
        "4, 24",
        "a bond is taken from a list in which it is not yet, and stays in it"
    );

    /// <summary>A shutdown, or a move to another domain, waits for the binds under way.</summary>
    public static readonly ProtocolPoint ShutdownWaitsForBinds = new(
        "2018",
        "shutdown-waits-for-binds",
        "R9",
        "a bind that had begun makes its bond on a device that is shut down"
    );

    /// <summary>Several that close a device to binds are counted; the last one opens it.</summary>
    public static readonly ProtocolPoint ClosersAreCounted = new(
        "2018",
        "closers-are-counted",
        "R9",
        "who ends first lets binds into the other one's shutdown"
    );

    /// <summary>A shutdown asks after its waits whether the initialisation is still the one that it met.</summary>
    public static readonly ProtocolPoint ShutdownLooksAgain = new(
        "2018",
        "shutdown-looks-again",
        "R9",
        "the later of two shutdowns takes back an initialisation that came after it"
    );

    /// <summary>A move enters a domain when the one before has been left.</summary>
    public static readonly ProtocolPoint MoveLeavesFirst = new(
        "2018",
        "move-leaves-first",
        "4, 11",
        "what leaves the old domain takes back the entry of the new one"
    );

    /// <summary>An unbind asks whether somebody else has claimed the bond (detach_locked, 05/40).</summary>
    public static readonly ProtocolPoint UnbindYieldsToClaim = new(
        "2018",
        "unbind-yields-to-claim",
        "R4, D4, 24",
        "a bond is torn down twice, or while its mm_exit runs"
    );

    /// <summary>An unbind whose bond somebody else has claimed waits until it is gone (the wait queue of detach_locked, 05/40).</summary>
    public static readonly ProtocolPoint UnbindWaitsForClaimant = new(
        "2018",
        "unbind-waits-for-claimant",
        "R4, 22",
        "unbind returns while mm_exit still uses what the driver frees next"
    );

    /// <summary>Who comes to wait for a bond asks first whether it is gone already.</summary>
    public static readonly ProtocolPoint WaiterLooksForBond = new(
        "2018",
        "waiter-looks-for-bond",
        "D3, 38",
        "a waiter waits for a wake-up that has been"
    );

    /// <summary>Who comes to wait for a bond while its number is given back waits for that too.</summary>
    public static readonly ProtocolPoint WaitOutlastsNumber = new(
        "2018",
        "wait-outlasts-number",
        "28",
        "an unbind returns, and the number that it gave back is not free yet"
    );

    /// <summary>An unbind that has found a bond asks the io_mm whether it is there still.</summary>
    public static readonly ProtocolPoint UnbindLooksForBond = new(
        "2018",
        "unbind-looks-for-bond",
        "D3, D5, 25",
        "an unbind uses a bond that is gone"
    );

    /// <summary>An unbind that has flushed asks again whose bond the number stands for.</summary>
    public static readonly ProtocolPoint UnbindComparesOwner = new(
        "2018",
        "unbind-compares-owner",
        "D8, D11",
        "a file closed late unbinds the number's next owner"
    );

    /// <summary>An unbind flushes faults before it looks for the bond (iopf_queue_flush_dev, 07/40).</summary>
    public static readonly ProtocolPoint UnbindFlushesFirst = new(
        "2018",
        "unbind-flushes-first",
        "D11, 35",
        "a page that was asked for before the unbind never comes"
    );

    /// <summary>An unbind flushes faults after the bond's teardown, before the number can go.</summary>
    public static readonly ProtocolPoint UnbindFlushesBeforeFree = new(
        "2018",
        "unbind-flushes-before-free",
        "D8, 28",
        "a fault of the number's former owner is queued when the next one gets it"
    );

    /// <summary>An unbind that has put the last reference returns when the io_mm's memory is free.</summary>
    public static readonly ProtocolPoint UnbindWaitsForFree = new(
        "2018",
        "unbind-waits-for-free",
        "2",
        "an unbind returns, and what it freed is there"
    );

    /// <summary>Who puts the last reference to an io_mm goes on when its number is free.</summary>
    public static readonly ProtocolPoint PutWaitsForNumber = new(
        "2018",
        "put-waits-for-number",
        "28",
        "an unbind or an exit is over, and the number is not free yet"
    );

    /// <summary>A bond is torn down when its device has it in its list no more.</summary>
    public static readonly ProtocolPoint TeardownWaitsForUnlink = new(
        "2018",
        "teardown-waits-for-unlink",
        "4, 24",
        "the number's next bond meets the one before in the device's list"
    );

    /// <summary>A release asks whether the io_mm is still the one that was registered (kref_get_unless_zero, 05/40).</summary>
    public static readonly ProtocolPoint ReleaseLooksForIoMm = new(
        "2018",
        "release-looks-for-io-mm",
        "R2, 7",
        "an io_mm whose last reference is gone is released once more"
    );

    /// <summary>A release holds a reference to the io_mm to its end.</summary>
    public static readonly ProtocolPoint ReleaseHoldsIoMm = new(
        "2018",
        "release-holds-io-mm",
        "R2, 2, 25",
        "the io_mm goes between two handlers, and the release goes on in it"
    );

    /// <summary>A release passes bonds that an unbind has claimed.</summary>
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

    /// <summary>A release flushes faults after the bond's teardown, before the number can go.</summary>
    public static readonly ProtocolPoint ReleaseFlushesBeforeFree = new(
        "2018",
        "release-flushes-before-free",
        "D8, 28",
        "a fault of the number's former owner is queued when the next one gets it"
    );

    /// <summary>A release puts a bond's reference when the bond is torn down.</summary>
    public static readonly ProtocolPoint ReleaseWaitsForTeardown = new(
        "2018",
        "release-waits-for-teardown",
        "24",
        "a bond goes before its teardown"
    );

    /// <summary>A release goes on to the next bond, or to its end, when the reference is put.</summary>
    public static readonly ProtocolPoint ReleaseWaitsForPut = new(
        "2018",
        "release-waits-for-put",
        "2, 25",
        "the last reference is put when nobody frees the memory any more"
    );

    /// <summary>An exit goes on when the release has put its own reference.</summary>
    public static readonly ProtocolPoint ExitWaitsForPut = new(
        "2018",
        "exit-waits-for-put",
        "2, 25",
        "the notifier section is left too early, and nobody frees the memory"
    );

    /// <summary>Who puts a reference to an io_mm asks whether it was the last.</summary>
    public static readonly ProtocolPoint PutLooksForReferences = new(
        "2018",
        "put-looks-for-references",
        "2, 7",
        "an io_mm is given up while others hold it"
    );

    /// <summary>A notification asks whether the io_mm is still the one that was registered.</summary>
    public static readonly ProtocolPoint InvalidateLooksForIoMm = new(
        "2018",
        "invalidate-looks-for-io-mm",
        "R12, 27",
        "an invalidation is told to an io_mm that was released"
    );

    /// <summary>A notification passes bonds that are torn down.</summary>
    public static readonly ProtocolPoint InvalidateSkipsDetached = new(
        "2018",
        "invalidate-skips-detached",
        "R12, 24",
        "a driver is told of an invalidation after its mm_detach"
    );

    /// <summary>The fault handler asks whether the io_mm of a number is ready and lives (iommu_sva_find, try-get).</summary>
    public static readonly ProtocolPoint FaultLooksForIoMm = new(
        "2018",
        "fault-looks-for-io-mm",
        "R1, 20",
        "a page request is granted on a number that is only reserved"
    );
}
