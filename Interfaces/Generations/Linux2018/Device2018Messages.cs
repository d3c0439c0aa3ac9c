using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Generations.Linux2018;

/// <summary>device_init.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Features">The driver's request.</param>
/// <param name="PasidMax">The highest PASID that the driver wishes; 0 for no wish.</param>
[GenerateSerializer, Immutable]
public readonly record struct DeviceInitRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] SvaFeatures Features,
    [property: Id(2)] Pasid PasidMax
);

/// <summary>device_init's outcome: -ENODEV, -EINVAL, -EBUSY, -ENOMEM, a driver's error, -EEXIST.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DeviceInitResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] Pasid PasidMin,
    [property: Id(2)] Pasid PasidMax,
    [property: Id(3)] VirtualTime At
);

/// <summary>device_shutdown's outcome: -ENODEV without domain or without initialisation.</summary>
[GenerateSerializer, Immutable]
public readonly record struct DeviceShutdownResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int BondsRemoved,
    [property: Id(2)] VirtualTime At
);

/// <summary>unbind_dev_all's outcome; it has no error.</summary>
[GenerateSerializer, Immutable]
public readonly record struct UnbindAllResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int BondsRemoved,
    [property: Id(2)] VirtualTime At
);

/// <summary>Calls the driver's mm_exit.</summary>
[GenerateSerializer, Immutable]
public readonly record struct MmExitRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] long DriverData
);

/// <summary>A bond was made at this device.</summary>
[GenerateSerializer, Immutable]
public readonly record struct LinkBondRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName IoMm,
    [property: Id(2)] Incarnation Incarnation,
    [property: Id(3)] BondId Bond,
    [property: Id(4)] Pasid Pasid,
    [property: Id(5)] PasidLease Lease
);

/// <summary>Removes a bond from this device.</summary>
[GenerateSerializer, Immutable]
public readonly record struct UnlinkBondRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] BondId Bond
);
