using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Generations.Linux2018;

/// <summary>Attaches a device to the io_mm of an mm.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Mm">The mm.</param>
/// <param name="Device">The device.</param>
/// <param name="Domain">The domain that it is in.</param>
/// <param name="Ops">The operations that the IOMMU's driver implements.</param>
/// <param name="Features">The flags of this bind.</param>
/// <param name="PasidMin">The lowest PASID that the device can use, inclusive.</param>
/// <param name="PasidMax">The highest, inclusive.</param>
/// <param name="DriverData">The driver's private word, passed to its mm_exit.</param>
[GenerateSerializer, Immutable]
public sealed record AttachRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] ObjectName Device,
    [property: Id(3)] ObjectName Domain,
    [property: Id(4)] IommuOps Ops,
    [property: Id(5)] SvaFeatures Features,
    [property: Id(6)] Pasid PasidMin,
    [property: Id(7)] Pasid PasidMax,
    [property: Id(8)] long DriverData
);

/// <summary>A bond was made, or why not.</summary>
[GenerateSerializer, Immutable]
public readonly record struct AttachResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PasidLease Lease,
    [property: Id(3)] Incarnation Incarnation,
    [property: Id(4)] BondId Bond,
    [property: Id(5)] VirtualTime At
);

/// <summary>A request about one bond.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BondRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Incarnation Incarnation,
    [property: Id(2)] BondId Bond
);

/// <summary>A reference was dropped.</summary>
/// <param name="Error">0.</param>
/// <param name="MustReclaim">Whether it was the last and no notifier section is open: the caller must ask for the deferred free when its
/// own operation ends.</param>
/// <param name="At">The modelled time of the answer.</param>
[GenerateSerializer, Immutable]
public readonly record struct PutResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool MustReclaim,
    [property: Id(2)] VirtualTime At
);

/// <summary>The result of a detach.</summary>
public enum DetachOutcome
{
    /// <summary>No such bond.</summary>
    Unknown,

    /// <summary>Torn down by this call, which must put the reference.</summary>
    Done,

    /// <summary>Another thread has claimed it: wait until it is gone.</summary>
    MustWait,
}

/// <summary>A detach's outcome: -ESRCH for a bond that is not there.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DetachResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] DetachOutcome Outcome,
    [property: Id(2)] VirtualTime At
);

/// <summary>Whether a release began.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BeginReleaseResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool HasBegun,
    [property: Id(2)] VirtualTime At
);

/// <summary>A bond claimed by the exit; none when the list is empty.</summary>
[GenerateSerializer, Immutable]
public readonly record struct NextExitResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] BondId Bond,
    [property: Id(2)] ObjectName Device,
    [property: Id(3)] Pasid Pasid,
    [property: Id(4)] long DriverData,
    [property: Id(5)] VirtualTime At
);
