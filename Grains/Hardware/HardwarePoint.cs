using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Hardware;

/// <summary>Points of devices, domains, IOMMUs and driver locks.</summary>
public static class HardwarePoint
{
    /// <summary>A bond is made after the table entry is written in every IOMMU of the domain (mm_attach, 03/40).</summary>
    public static readonly ProtocolPoint AttachWaitsForEntry = new(
        "hardware",
        "attach-waits-for-entry",
        "11, 20",
        "a PASID is used before its table entry exists, or the entry is written after its removal"
    );

    /// <summary>Moves of one function wait for each other: the group's mutex (iommu_attach_device).</summary>
    public static readonly ProtocolPoint MovesTakeTurns = new(
        "hardware",
        "moves-take-turns",
        "4, 11",
        "a function is in two domains, or in none"
    );

    /// <summary>Leaving a domain waits until the IOMMU has cleared the function's entry.</summary>
    public static readonly ProtocolPoint LeaveWaitsForDeviceEntry = new(
        "hardware",
        "leave-waits-for-device-entry",
        "4, 11",
        "the entry of the next domain is cleared, and the function is in no domain"
    );

    /// <summary>A function joins a domain after its IOMMU has the PASID entries of the domain.</summary>
    public static readonly ProtocolPoint JoinWaitsForEntries = new(
        "hardware",
        "join-waits-for-entries",
        "11",
        "a device joins a domain, and does not reach the processes that are bound there"
    );

    /// <summary>Joining a domain waits until the IOMMU has the function's entry.</summary>
    public static readonly ProtocolPoint JoinWaitsForDeviceEntry = new(
        "hardware",
        "join-waits-for-device-entry",
        "4, 11",
        "a device that has moved still uses the tables of the former domain"
    );

    /// <summary>Caches are invalidated after the table entry is cleared.</summary>
    public static readonly ProtocolPoint EntryGoesBeforeCaches = new(
        "hardware",
        "entry-goes-before-caches",
        "11, 13, 28",
        "an invalidated translation is read from the table again"
    );

    /// <summary>A sync completes after every device has dropped its translations.</summary>
    public static readonly ProtocolPoint SyncWaitsForDevices = new(
        "hardware",
        "sync-waits-for-devices",
        "R11, 14, 36",
        "a table entry or a page is freed while a device still caches it"
    );

    /// <summary>A page walk whose page was invalidated meanwhile is repeated (IOMMU hardware).</summary>
    public static readonly ProtocolPoint WalkLooksForInvalidation = new(
        "hardware",
        "walk-looks-for-invalidation",
        "R12, 14",
        "an IOMMU caches a translation read before the invalidation"
    );

    /// <summary>A device repeats a translation request that an invalidation has overtaken (ATS).</summary>
    public static readonly ProtocolPoint DeviceLooksForInvalidation = new(
        "hardware",
        "device-looks-for-invalidation",
        "R12, 14",
        "a device caches a translation read before the invalidation"
    );

    /// <summary>A device checks before and after each translation whether its driver has stopped it.</summary>
    public static readonly ProtocolPoint DeviceLooksForStop = new(
        "hardware",
        "device-looks-for-stop",
        "13",
        "a device uses a PASID after its mm_exit"
    );

    /// <summary>A device that has used up its page requests waits for an answer.</summary>
    public static readonly ProtocolPoint DeviceWaitsForCredit = new(
        "hardware",
        "device-waits-for-credit",
        "34",
        "more page requests are outstanding than the device was granted"
    );

    /// <summary>A thread waits for a driver's lock until its owner releases it.</summary>
    public static readonly ProtocolPoint LockWaitsForOwner = new(
        "hardware",
        "lock-waits-for-owner",
        "R6, R7",
        "two threads are in a critical section of one lock"
    );
}
