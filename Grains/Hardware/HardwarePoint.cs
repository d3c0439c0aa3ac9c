using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Hardware;

/// <summary>Points of devices, domains, IOMMUs and driver locks.</summary>
public static class HardwarePoint
{
    /// <summary>A bond is made when the table entry is written in every IOMMU of the domain (mm_attach, 03/40).</summary>
    public static readonly ProtocolPoint AttachWaitsForEntry = new(
        "hardware",
        "attach-waits-for-entry",
        "11, 20",
        "a number is used before hardware knows it, or an entry is written behind its removal"
    );

    /// <summary>Moves of one function wait for each other: the group's mutex (iommu_attach_device).</summary>
    public static readonly ProtocolPoint MovesTakeTurns = new(
        "hardware",
        "moves-take-turns",
        "4, 11",
        "a function is in two domains, or in none"
    );

    /// <summary>A domain has been left when the IOMMU has taken back the function's entry.</summary>
    public static readonly ProtocolPoint LeaveWaitsForDeviceEntry = new(
        "hardware",
        "leave-waits-for-device-entry",
        "4, 11",
        "the entry of the next domain is taken back, and the function is in none"
    );

    /// <summary>A function enters a domain when its IOMMU has the entries that the others have.</summary>
    public static readonly ProtocolPoint JoinWaitsForEntries = new(
        "hardware",
        "join-waits-for-entries",
        "11",
        "a device comes to a domain, and does not reach the processes that are bound there"
    );

    /// <summary>A domain has been entered when the IOMMU has the function's entry.</summary>
    public static readonly ProtocolPoint JoinWaitsForDeviceEntry = new(
        "hardware",
        "join-waits-for-device-entry",
        "4, 11",
        "a device that has been moved still uses what the domain before gave it"
    );

    /// <summary>Caches are invalidated when the table entry is gone.</summary>
    public static readonly ProtocolPoint EntryGoesBeforeCaches = new(
        "hardware",
        "entry-goes-before-caches",
        "11, 13, 28",
        "what was invalidated is read from the table once more"
    );

    /// <summary>A sync completes when every device has dropped its translations.</summary>
    public static readonly ProtocolPoint SyncWaitsForDevices = new(
        "hardware",
        "sync-waits-for-devices",
        "R11, 14, 36",
        "a table entry or a page goes while a device still has it cached"
    );

    /// <summary>A page walk whose page was invalidated meanwhile is done again (IOMMU hardware).</summary>
    public static readonly ProtocolPoint WalkLooksForInvalidation = new(
        "hardware",
        "walk-looks-for-invalidation",
        "R12, 14",
        "an IOMMU caches what it read before the invalidation"
    );

    /// <summary>A device asks again for a translation that an invalidation has overtaken (ATS).</summary>
    public static readonly ProtocolPoint DeviceLooksForInvalidation = new(
        "hardware",
        "device-looks-for-invalidation",
        "R12, 14",
        "a device caches what was read before the invalidation"
    );

    /// <summary>A device asks before and after each translation whether its driver has stopped it.</summary>
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

    /// <summary>A driver's lock is waited for.</summary>
    public static readonly ProtocolPoint LockWaitsForOwner = new(
        "hardware",
        "lock-waits-for-owner",
        "R6, R7",
        "two are in a section of one lock"
    );
}
