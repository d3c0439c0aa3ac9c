using System.Collections.Immutable;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Generations.Linux2018V2;

/// <summary>Looks for an io_mm of an mm.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Mm">The mm.</param>
/// <param name="Device">The device that is to be bound.</param>
[GenerateSerializer, Immutable]
public sealed record TakeIoMmRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName Mm, [property: Id(2)] ObjectName Device);

/// <summary>An io_mm to which the caller has a reference now; serial 0 for none.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FoundIoMm(
    [property: Id(0)] Errno Error,
    [property: Id(1)] Incarnation IoMm,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] PasidLease Lease,
    [property: Id(4)] SvaFeatures Features,
    [property: Id(5)] VirtualTime At
);

/// <summary>Makes an io_mm.</summary>
[GenerateSerializer, Immutable]
public sealed record AllocateIoMmRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] SvaFeatures Features,
    [property: Id(3)] Pasid PasidMin,
    [property: Id(4)] Pasid PasidMax,
    [property: Id(5)] ObjectName Domain
);

/// <summary>A new io_mm without references, which no bind can take yet.</summary>
/// <param name="Error">0 or why there is none.</param>
/// <param name="IoMm">Its serial.</param>
/// <param name="Pasid">Its number.</param>
/// <param name="Lease">The PASID's lease.</param>
/// <param name="NotifierError">The injected error of registering its notifier; 0 for none.</param>
/// <param name="At">The modelled time of the answer.</param>
[GenerateSerializer, Immutable]
public readonly record struct AllocatedIoMm(
    [property: Id(0)] Errno Error,
    [property: Id(1)] Incarnation IoMm,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] PasidLease Lease,
    [property: Id(4)] Errno NotifierError,
    [property: Id(5)] VirtualTime At
);

/// <summary>Drops a reference to an io_mm that no bond owns.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Incarnation">The io_mm's serial.</param>
/// <param name="EndsRelease">Whether it is the one of the notifier's release.</param>
[GenerateSerializer, Immutable]
public readonly record struct PutIoMmRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Incarnation Incarnation,
    [property: Id(2)] bool EndsRelease = false
);

/// <summary>Makes a bond.</summary>
[GenerateSerializer, Immutable]
public sealed record AttachBondRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Incarnation IoMm,
    [property: Id(2)] ObjectName Device,
    [property: Id(3)] ObjectName Domain,
    [property: Id(4)] long DriverData
);

/// <summary>A bond was made, or why not.</summary>
[GenerateSerializer, Immutable]
public readonly record struct AttachedBond([property: Id(0)] Errno Error, [property: Id(1)] BondId Bond, [property: Id(2)] VirtualTime At);

/// <summary>Unbinds one PASID of a device.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DetachBondRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] Pasid Pasid
);

/// <summary>Unbinds all that a device has.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DetachAllRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName Device);

/// <summary>What a thread that sleeps in io_mm_detach_locked has on its stack.</summary>
/// <param name="Bond">The bond on whose wait queue it sleeps; none when it does not sleep.</param>
/// <param name="Detaches">do_detach of the patches: false for a thread that found another one waiting.</param>
/// <param name="Next">The saved next bond of a walk over the device's list; none at its end, or without a walk.</param>
[GenerateSerializer, Immutable]
public readonly record struct SleepingDetach([property: Id(0)] BondId Bond, [property: Id(1)] bool Detaches, [property: Id(2)] BondId Next);

/// <summary>A thread continues after its sleep.</summary>
[GenerateSerializer, Immutable]
public readonly record struct GoOnRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] SleepingDetach Sleep);

/// <summary>How far an unbind has come.</summary>
/// <param name="Error">0, or -ESRCH.</param>
/// <param name="Sleep">The pointers that the thread keeps if it must sleep now.</param>
/// <param name="Removed">Bonds torn down in this section.</param>
/// <param name="Reclaims">The io_mms released with them, whose memory the caller must free at the end of its operation.</param>
/// <param name="At">The modelled time of the answer.</param>
[GenerateSerializer, Immutable]
public readonly record struct DetachStep(
    [property: Id(0)] Errno Error,
    [property: Id(1)] SleepingDetach Sleep,
    [property: Id(2)] int Removed,
    [property: Id(3)] ImmutableArray<Incarnation> Reclaims,
    [property: Id(4)] VirtualTime At
);

/// <summary>A bond whose mm_exit must be called; none at the end of the list.</summary>
[GenerateSerializer, Immutable]
public readonly record struct ExitingBond(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool HasReference,
    [property: Id(2)] BondId Bond,
    [property: Id(3)] ObjectName Device,
    [property: Id(4)] Pasid Pasid,
    [property: Id(5)] long DriverData,
    [property: Id(6)] VirtualTime At
);
