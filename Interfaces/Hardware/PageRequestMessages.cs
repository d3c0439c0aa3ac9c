using SvaOrleans.Model.Faults;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>Invalidates a device's cached translations.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Pasid">The PASID.</param>
/// <param name="Range">The pages, already rounded to what the command can say.</param>
/// <param name="Asked">The pages requested, before rounding.</param>
[GenerateSerializer, Immutable]
public readonly record struct AtcInvalidateRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PageRange Range,
    [property: Id(3)] PageRange Asked
);

/// <summary>A device's answer: -ETIMEDOUT stands for none.</summary>
/// <param name="Error">0 or -ETIMEDOUT.</param>
/// <param name="EntriesDropped">Translations dropped.</param>
/// <param name="At">The modelled time of the answer.</param>
/// <param name="EntriesUnasked">Of these, those dropped unasked.</param>
[GenerateSerializer, Immutable]
public readonly record struct AtcInvalidateResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int EntriesDropped,
    [property: Id(2)] VirtualTime At,
    [property: Id(3)] int EntriesUnasked = 0
);

/// <summary>The result of one page request in software: -ENODEV without fault queue; the group when it was its last request.</summary>
[GenerateSerializer, Immutable]
public readonly record struct QueueFaultResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] FaultGroup? Group,
    [property: Id(2)] VirtualTime At
);

/// <summary>A group's answer.</summary>
[GenerateSerializer, Immutable]
public readonly record struct PageResponseMessage(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ulong GroupId,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] uint Group,
    [property: Id(4)] PageResponseCode Code
);

/// <summary>Whether an answer was sent to the device; a group no longer pending has been answered already.</summary>
[GenerateSerializer, Immutable]
public readonly record struct PageResponseResult([property: Id(0)] bool HasSent, [property: Id(1)] VirtualTime At);
