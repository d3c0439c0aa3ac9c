using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Memory;

/// <summary>Points of an mm: its users, its notifier sections, its system calls.</summary>
public static class MmPoint
{
    /// <summary>Registering with the notifier checks that the mm has users (mmu_notifier_register).</summary>
    public static readonly ProtocolPoint SubscribeLooksForUsers = new(
        "mm",
        "subscribe-looks-for-users",
        "D6, 8",
        "an address space without users is bound, and no exit will release it"
    );

    /// <summary>An io_mm holds the mm's structure (mm_count).</summary>
    public static readonly ProtocolPoint IoMmHoldsMm = new(
        "mm",
        "io-mm-holds-mm",
        "8",
        "the mm structure is freed while an io_mm refers to it"
    );

    /// <summary>The last mmput enters a notifier section, and leaves it after the exit (SRCU of mmu_notifier).</summary>
    public static readonly ProtocolPoint ExitOpensSection = new(
        "mm",
        "exit-opens-section",
        "R2, R3, 25",
        "the io_mm's memory is freed before its release has read it"
    );

    /// <summary>An invalidation runs in a notifier section (SRCU of mmu_notifier).</summary>
    public static readonly ProtocolPoint NotifierOpensSection = new(
        "mm",
        "notifier-opens-section",
        "R3, R12, 25",
        "an io_mm's memory is freed while a notifier is about to use it"
    );

    /// <summary>The memory of an io_mm that unregisters waits for the notifier sections that are open (mmu_notifier_call_srcu).</summary>
    public static readonly ProtocolPoint FreeWaitsForSections = new(
        "mm",
        "free-waits-for-sections",
        "R3, 25",
        "memory is freed while a notifier is about to use it"
    );

    /// <summary>Deferred frees wait for the last of several notifier sections.</summary>
    public static readonly ProtocolPoint FreeWaitsForLastSection = new(
        "mm",
        "free-waits-for-last-section",
        "R3, 25",
        "the first notifier to end frees memory that another one still uses"
    );

    /// <summary>The thread that leaves a notifier section continues after the frees deferred to it.</summary>
    public static readonly ProtocolPoint SectionWaitsForFrees = new(
        "mm",
        "section-waits-for-frees",
        "2, 25",
        "an exit returns before an io_mm's memory is freed"
    );

    /// <summary>Pages are freed only after every notifier has returned (unmap_region: invalidate, then free).</summary>
    public static readonly ProtocolPoint PagesWaitForNotifiers = new(
        "mm",
        "pages-wait-for-notifiers",
        "R12, 14",
        "a device reaches a freed page through a cached translation"
    );

    /// <summary>A fork returns when every device has dropped the write rights that it took away
    /// (mmu_notifier_invalidate_range_end).</summary>
    public static readonly ProtocolPoint ForkWaitsForNotifiers = new(
        "mm",
        "fork-waits-for-notifiers",
        "14",
        "a device of the parent writes to a page of the child"
    );

    /// <summary>A write that copies a page continues after every device has dropped the old page.</summary>
    public static readonly ProtocolPoint CopyWaitsForNotifiers = new(
        "mm",
        "copy-waits-for-notifiers",
        "14",
        "a device reads a page that the process has replaced"
    );

    /// <summary>Page merging continues after every device has dropped the old frame (change_pte).</summary>
    public static readonly ProtocolPoint ChangePteWaitsForNotifiers = new(
        "mm",
        "change-pte-waits-for-notifiers",
        "14",
        "a device uses a frame that is merged away"
    );

    /// <summary>Ageing continues after every device has dropped the page, so that the next access marks it as used
    /// (clear_flush_young).</summary>
    public static readonly ProtocolPoint AgeingWaitsForNotifiers = new(
        "mm",
        "ageing-waits-for-notifiers",
        "14",
        "a page that a device uses counts as old"
    );

    /// <summary>A call on the address space checks that it has users.</summary>
    public static readonly ProtocolPoint MemoryCallLooksForUsers = new(
        "mm",
        "memory-call-looks-for-users",
        "R34",
        "memory is mapped in an address space without users"
    );

    /// <summary>An exit frees pages after every subscriber has released (exit_mmap).</summary>
    public static readonly ProtocolPoint ExitWaitsForRelease = new(
        "mm",
        "exit-waits-for-release",
        "12, 13, 14",
        "pages are freed while devices reach them"
    );
}
