using System.Collections.Immutable;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>Boot message of an IOMMU.</summary>
[GenerateSerializer, Immutable]
public sealed record ConfigureIommu([property: Id(0)] Stamp Stamp, [property: Id(1)] IommuSpec Spec);

/// <summary>Points a function at a domain; no domain clears its entry.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Device">The function's device.</param>
/// <param name="Function">The function.</param>
/// <param name="Domain">The domain; none clears the entry.</param>
/// <param name="IsAtsEnabled">Whether the function may ask for translations.</param>
/// <param name="Forgotten">A domain whose last function here leaves: its table and its cached translations are dropped, as no invalidation
/// will reach them. None if there is none.</param>
[GenerateSerializer, Immutable]
public readonly record struct WriteDeviceEntryRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] Bdf Function,
    [property: Id(3)] ObjectName Domain,
    [property: Id(4)] bool IsAtsEnabled,
    [property: Id(5)] ObjectName Forgotten = default
);

/// <summary>Writes one PASID table entry; no entry clears it.</summary>
[GenerateSerializer, Immutable]
public readonly record struct WriteEntryRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Domain,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] PasidEntry? Entry
);

/// <summary>What a batch invalidates.</summary>
public enum InvalidationScope
{
    /// <summary>A range of one PASID.</summary>
    Range,

    /// <summary>Everything of one PASID.</summary>
    Pasid,
}

/// <summary>One batch of commands: invalidate the PASID cache if requested, the IOTLB, then the ATC of each device, then sync.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Domain">The domain whose translations are meant.</param>
/// <param name="Pasid">The PASID; none for the domain's private io_pgtable.</param>
/// <param name="Scope">A range of it, or all of it.</param>
/// <param name="Range">The range, end exclusive; everything when the scope is the PASID.</param>
/// <param name="IsEntryChanged">Whether the table entry was rewritten, so that the cached entry must be dropped too.</param>
/// <param name="IsIotlbInvalidated">Whether the IOTLB is meant; a detach that is not the domain's last only flushes the device.</param>
/// <param name="Devices">The devices whose ATCs are invalidated, in order.</param>
[GenerateSerializer, Immutable]
public sealed record CommandBatch(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Domain,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] InvalidationScope Scope,
    [property: Id(4)] PageRange Range,
    [property: Id(5)] bool IsEntryChanged,
    [property: Id(6)] bool IsIotlbInvalidated,
    [property: Id(7)] ImmutableArray<ObjectName> Devices
);

/// <summary>A sync completed: -ETIMEDOUT when a device did not answer.</summary>
/// <param name="Error">0 or -ETIMEDOUT.</param>
/// <param name="Commands">Commands executed, the sync included.</param>
/// <param name="AtcInvalidations">ATC invalidations sent, one per device.</param>
/// <param name="Beyond">Pages and translations invalidated beyond the request, by rounding.</param>
/// <param name="Work">The time from when the queue was free for the batch: <paramref name="At"/> without the wait for others. A caller of
/// several IOMMUs at the same time adds these up, as a kernel thread would call them in sequence.</param>
/// <param name="At">When the sync completed.</param>
[GenerateSerializer, Immutable]
public readonly record struct SubmitResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int Commands,
    [property: Id(2)] int AtcInvalidations,
    [property: Id(3)] RoundingCost Beyond,
    [property: Id(4)] VirtualTime Work,
    [property: Id(5)] VirtualTime At
);

/// <summary>A device asks for a translation, and says which rights it needs.</summary>
[GenerateSerializer, Immutable]
public readonly record struct TranslateRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] Bdf Function,
    [property: Id(3)] Pasid Pasid,
    [property: Id(4)] PageNumber Page,
    [property: Id(5)] Protection Access
);

/// <summary>How a translation request was completed.</summary>
public enum TranslateOutcome
{
    /// <summary>Completed with rights; a page that is not there has none, and is no error.</summary>
    Completed,

    /// <summary>Unsupported request: the function has no device table entry.</summary>
    Unsupported,

    /// <summary>Completer abort: no valid PASID table entry.</summary>
    Aborted,
}

/// <summary>A translation's completion.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Rights">None for a page that is not present.</param>
/// <param name="Frame">The physical page.</param>
/// <param name="Source">The table entry that the walk used.</param>
/// <param name="IsIotlbHit">Whether the IOTLB had it, so that no walk was needed.</param>
/// <param name="At">The modelled time at which the answer was sent.</param>
/// <param name="IsRefetch">Whether the IOTLB was filled again because rounding had dropped the translation.</param>
[GenerateSerializer, Immutable]
public readonly record struct TranslateResult(
    [property: Id(0)] TranslateOutcome Outcome,
    [property: Id(1)] Protection Rights,
    [property: Id(2)] FrameNumber Frame,
    [property: Id(3)] PasidEntry Source,
    [property: Id(4)] bool IsIotlbHit,
    [property: Id(5)] VirtualTime At,
    [property: Id(6)] bool IsRefetch = false
);

/// <summary>A page request on its way to the IOMMU.</summary>
[GenerateSerializer, Immutable]
public readonly record struct PageRequestMessage([property: Id(0)] Stamp Stamp, [property: Id(1)] PageRequest Request);

/// <summary>The result of a page request at the IOMMU.</summary>
[GenerateSerializer, Immutable]
public readonly record struct PageRequestResult([property: Id(0)] PageRequestOutcome Outcome, [property: Id(1)] VirtualTime At);

/// <summary>The page requests that were waiting, oldest first.</summary>
[GenerateSerializer, Immutable]
public readonly record struct TakePageRequestsResult(
    [property: Id(0)] ImmutableArray<PageRequest> Requests,
    [property: Id(1)] bool HasOverflowed,
    [property: Id(2)] VirtualTime At
);
