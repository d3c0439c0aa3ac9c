using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Memory;

/// <summary>Points of an mm: its users, its notifier sections, its system calls.</summary>
public static class MmPoint
{
    /// <summary>Registering with the notifier asks whether the mm has users (mmu_notifier_register).</summary>
    public static readonly ProtocolPoint SubscribeLooksForUsers = new(
        "mm",
        "subscribe-looks-for-users",
        "D6, 8",
        "an address space without users is bound, and no exit will ever come for it"
    );

    /// <summary>An io_mm holds the mm's structure (mm_count).</summary>
    public static readonly ProtocolPoint IoMmHoldsMm = new("mm", "io-mm-holds-mm", "8", "the structure goes while an io_mm refers to it");

    /// <summary>The last mmput enters a notifier section, and leaves it after the exit (SRCU of mmu_notifier).</summary>
    public static readonly ProtocolPoint ExitOpensSection = new(
        "mm",
        "exit-opens-section",
        "R2, R3, 25",
        "the io_mm's memory goes before its release has looked at it"
    );

    /// <summary>Who tells of an invalidation does so in a notifier section (SRCU of mmu_notifier).</summary>
    public static readonly ProtocolPoint NotifierOpensSection = new(
        "mm",
        "notifier-opens-section",
        "R3, R12, 25",
        "an io_mm's memory goes while a notifier is about to use it"
    );

    /// <summary>The memory of an io_mm that unregisters waits for the notifier sections that are open (mmu_notifier_call_srcu).</summary>
    public static readonly ProtocolPoint FreeWaitsForSections = new(
        "mm",
        "free-waits-for-sections",
        "R3, 25",
        "memory goes under a notifier that is about to use it"
    );

    /// <summary>Deferred frees wait for the last of several notifier sections.</summary>
    public static readonly ProtocolPoint FreeWaitsForLastSection = new(
        "mm",
        "free-waits-for-last-section",
        "R3, 25",
        "the first notifier to end frees what another one still uses"
    );

    /// <summary>Who leaves a notifier section goes on when what had to wait for it is freed.</summary>
    public static readonly ProtocolPoint SectionWaitsForFrees = new(
        "mm",
        "section-waits-for-frees",
        "2, 25",
        "an exit is over, and an io_mm's memory is there"
    );

    /// <summary>Pages go only after every notifier has returned (unmap_region: invalidate, then free).</summary>
    public static readonly ProtocolPoint PagesWaitForNotifiers = new(
        "mm",
        "pages-wait-for-notifiers",
        "R12, 14",
        "a freed page can be reached through a translation that is cached still"
    );

    /// <summary>A fork returns when every device has dropped the write rights that it took away (mmu_notifier_invalidate_range_end).</summary>
    public static readonly ProtocolPoint ForkWaitsForNotifiers = new(
        "mm",
        "fork-waits-for-notifiers",
        "14",
        "a device writes to a page that the child has as its own"
    );

    /// <summary>A write that copies a page goes on when every device has dropped the page before it.</summary>
    public static readonly ProtocolPoint CopyWaitsForNotifiers = new(
        "mm",
        "copy-waits-for-notifiers",
        "14",
        "a device reads what the process has written over"
    );

    /// <summary>Page merging goes on when every device has dropped the frame before it (change_pte).</summary>
    public static readonly ProtocolPoint ChangePteWaitsForNotifiers = new(
        "mm",
        "change-pte-waits-for-notifiers",
        "14",
        "a device uses a frame that is merged away"
    );

    /// <summary>Ageing goes on when every device has dropped the page, so that the next access tells that it is used (clear_flush_young).</summary>
    public static readonly ProtocolPoint AgeingWaitsForNotifiers = new(
        "mm",
        "ageing-waits-for-notifiers",
        "14",
        "a page looks old that a device uses"
    );

    /// <summary>A call on the address space asks whether it has users.</summary>
    public static readonly ProtocolPoint MemoryCallLooksForUsers = new(
        "mm",
        "memory-call-looks-for-users",
        "R34",
        "memory is mapped in an address space that is gone"
    );
}
