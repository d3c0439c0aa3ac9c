using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>What a PCI function is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Function">Its address.</param>
/// <param name="Iommu">The IOMMU in front of it; none when there is none.</param>
/// <param name="IommuOps">The operations that the IOMMU's driver implements.</param>
/// <param name="Group">Its IOMMU group; null when it has none.</param>
/// <param name="GroupSize">How many functions the group has.</param>
/// <param name="Domain">The domain that it boots in; none when it boots in none.</param>
/// <param name="PasidMin">The lowest PASID that it can use.</param>
/// <param name="PasidMax">The highest, the narrower of its own and its IOMMU's width; 0 when it has no PASIDs.</param>
/// <param name="HasAts">Whether it has a translation cache of its own, enabled.</param>
/// <param name="AtcEntries">That cache's capacity.</param>
/// <param name="PageRequests">How many page requests it may have outstanding; 0 when it has no PRI.</param>
/// <param name="Driver">The behaviour of its driver.</param>
/// <param name="IsEntry0Free">Whether that IOMMU leaves entry 0 of a PASID table free, so that PASID 0 can be given out.</param>
[GenerateSerializer, Immutable]
public sealed record DeviceSpec(
    [property: Id(0)] ObjectName Name,
    [property: Id(1)] Bdf Function,
    [property: Id(2)] ObjectName Iommu,
    [property: Id(3)] IommuOps IommuOps,
    [property: Id(4)] string? Group,
    [property: Id(5)] int GroupSize,
    [property: Id(6)] ObjectName Domain,
    [property: Id(7)] Pasid PasidMin,
    [property: Id(8)] Pasid PasidMax,
    [property: Id(9)] bool HasAts,
    [property: Id(10)] int AtcEntries,
    [property: Id(11)] int PageRequests,
    [property: Id(12)] DriverSpec Driver,
    [property: Id(13)] bool IsEntry0Free = false
);

/// <summary>How a device driver behaves when an mm that it is bound to exits, and how its hardware does.</summary>
/// <param name="HasMmExit">Whether it has an mm_exit at all.</param>
/// <param name="MmExitSleep">How long its mm_exit sleeps, in modelled time.</param>
/// <param name="MmExitError">The result of its mm_exit; an error only causes a warning.</param>
/// <param name="IsMmExitHanging">Whether its mm_exit never returns.</param>
/// <param name="MmExitLock">The driver's global lock that its mm_exit takes; none for no lock.</param>
/// <param name="IsAtcDead">Whether the device no longer answers ATC invalidations.</param>
/// <param name="UnbindsInMmExit">Whether its mm_exit unbinds the very bond that it is called for, which its contract forbids: it waits for
/// itself.</param>
[GenerateSerializer, Immutable]
public sealed record DriverSpec(
    [property: Id(0)] bool HasMmExit = true,
    [property: Id(1)] VirtualTime MmExitSleep = default,
    [property: Id(2)] Errno MmExitError = default,
    [property: Id(3)] bool IsMmExitHanging = false,
    [property: Id(4)] ObjectName MmExitLock = default,
    [property: Id(5)] bool IsAtcDead = false,
    [property: Id(6)] bool UnbindsInMmExit = false
)
{
    /// <summary>A driver whose mm_exit returns 0 at once.</summary>
    public static DriverSpec Default { get; } = new();
}
