using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Sva;

/// <summary>bind.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BindRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] SvaFeatures Features,
    [property: Id(3)] long DriverData
);

/// <summary>bind's outcome: -ENODEV, -EINVAL, -EEXIST, -EDOM, -ENOSPC, -ENOMEM, -ERANGE or a driver's error; a failed bind is
/// undone.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BindResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PasidLease Lease,
    [property: Id(3)] BondId Bond,
    [property: Id(4)] VirtualTime At,
    [property: Id(5)] BindRefusal Why = BindRefusal.None
);

/// <summary>unbind.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Pasid">The PASID.</param>
/// <param name="Lease">Which owner of the PASID the driver means; none for the present one.</param>
/// <param name="Bond">Which bond of that owner the driver means. A driver whose mm_exit was called knows that its bond is gone, and does
/// not unbind the PASID's next owner when a file is closed long after.</param>
[GenerateSerializer, Immutable]
public readonly record struct UnbindRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PasidLease Lease = default,
    [property: Id(3)] BondId Bond = default
);

/// <summary>unbind's outcome: -ENODEV without group, -EINVAL without domain or initialisation, -ESRCH without such a bond.</summary>
/// <param name="Error">0 or the error.</param>
/// <param name="HasWaited">Whether it waited for another thread's teardown.</param>
/// <param name="At">The modelled time of the return.</param>
[GenerateSerializer, Immutable]
public readonly record struct UnbindResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool HasWaited,
    [property: Id(2)] VirtualTime At
);
