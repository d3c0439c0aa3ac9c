using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Sva;

/// <summary>A request about one incarnation of an io_mm.</summary>
[GenerateSerializer, Immutable]
public readonly record struct IoMmRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] Incarnation Incarnation);

/// <summary>The notifier's invalidation of a range.</summary>
[GenerateSerializer, Immutable]
public readonly record struct InvalidateRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Incarnation Incarnation,
    [property: Id(2)] NotifierCallback Callback,
    [property: Id(3)] PageRange Range
);

/// <summary>Every device has dropped the range.</summary>
[GenerateSerializer, Immutable]
public readonly record struct InvalidateResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] InvalidationCost Cost,
    [property: Id(2)] VirtualTime At
);

/// <summary>Asks for the PASID of an mm.</summary>
[GenerateSerializer, Immutable]
public readonly record struct NumberRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName Mm);

/// <summary>The PASID of an io_mm.</summary>
[GenerateSerializer, Immutable]
public readonly record struct NumberResult([property: Id(0)] Errno Error, [property: Id(1)] Pasid Pasid, [property: Id(2)] VirtualTime At);
