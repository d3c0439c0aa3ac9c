using System.Collections.Immutable;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Memory;

/// <summary>Creates an address space; without an image it is empty.</summary>
[GenerateSerializer, Immutable]
public sealed record CreateMmRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] AddressSpaceImage? Image);

/// <summary>A fork's outcome: the child's address space.</summary>
[GenerateSerializer, Immutable]
public sealed record ForkMmResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] AddressSpaceImage? Image,
    [property: Id(2)] InvalidationCost Cost,
    [property: Id(3)] VirtualTime At
);

/// <summary>What an operation's invalidations cost.</summary>
/// <param name="Notifications">Calls of a notifier's invalidate_range, one per subscriber and range.</param>
/// <param name="FanOut">Calls of a driver's mm_invalidate, one per bond.</param>
/// <param name="Commands">Commands executed by the IOMMUs, syncs included.</param>
/// <param name="Beyond">Pages and translations invalidated beyond the request, by rounding.</param>
[GenerateSerializer, Immutable]
public readonly record struct InvalidationCost(
    [property: Id(0)] int Notifications,
    [property: Id(1)] int FanOut,
    [property: Id(2)] int Commands,
    [property: Id(3)] RoundingCost Beyond = default
)
{
    /// <summary>Two costs together.</summary>
    public static InvalidationCost operator +(InvalidationCost left, InvalidationCost right) =>
        new(
            left.Notifications + right.Notifications,
            left.FanOut + right.FanOut,
            left.Commands + right.Commands,
            left.Beyond + right.Beyond
        );
}

/// <summary>A memory operation's outcome.</summary>
/// <param name="Error">0, or what the system call answers; -ESRCH when no user is left.</param>
/// <param name="Range">The range mapped or moved to; for others the one acted on.</param>
/// <param name="PagesRemoved">Resident pages removed.</param>
/// <param name="Cost">The cost of its invalidations.</param>
/// <param name="At">The modelled time of the return.</param>
[GenerateSerializer, Immutable]
public readonly record struct MemoryResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] PageRange Range,
    [property: Id(2)] ulong PagesRemoved,
    [property: Id(3)] InvalidationCost Cost,
    [property: Id(4)] VirtualTime At
);

/// <summary>An operation on a range.</summary>
[GenerateSerializer, Immutable]
public readonly record struct RangeRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] PageRange Range);

/// <summary>mmap: at a fixed place, replacing what is there, or wherever there is room for so many pages.</summary>
[GenerateSerializer, Immutable]
public readonly record struct MmapRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] PageNumber? Fixed,
    [property: Id(2)] ulong PageCount,
    [property: Id(3)] Protection Protection,
    [property: Id(4)] bool IsShared
);

/// <summary>An operation on a range with rights.</summary>
[GenerateSerializer, Immutable]
public readonly record struct MprotectRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] PageRange Range,
    [property: Id(2)] Protection Protection
);

/// <summary>madvise.</summary>
[GenerateSerializer, Immutable]
public readonly record struct MadviseRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] PageRange Range,
    [property: Id(2)] Advice Advice
);

/// <summary>mremap.</summary>
[GenerateSerializer, Immutable]
public readonly record struct MremapRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] PageRange Old,
    [property: Id(2)] ulong NewPageCount,
    [property: Id(3)] RemapOptions Options,
    [property: Id(4)] PageNumber? FixedTarget
);

/// <summary>brk: the heap ends before this page; or, while it is empty, starts there, which execve decides and a trace shows.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BrkRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] PageNumber End, [property: Id(2)] bool IsStart);

/// <summary>A device's fault.</summary>
[GenerateSerializer, Immutable]
public readonly record struct HandleFaultRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] PageNumber Page,
    [property: Id(2)] Protection Access
);

/// <summary>A fault's outcome: -EFAULT without mapping, -EACCES without the right.</summary>
[GenerateSerializer, Immutable]
public readonly record struct HandleFaultResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] InvalidationCost Cost,
    [property: Id(2)] VirtualTime At
);

/// <summary>A subscriber to an mm's notifier.</summary>
[GenerateSerializer, Immutable]
public readonly record struct SubscribeRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] NotifierSubscription Subscription);

/// <summary>An unsubscription's outcome.</summary>
/// <param name="Error">0; -EINVAL and a verdict when that subscriber is unknown.</param>
/// <param name="IsDeferred">Whether a notifier section is open, so that the mm will ask for the free later.</param>
/// <param name="At">The modelled time of the answer.</param>
[GenerateSerializer, Immutable]
public readonly record struct UnsubscribeResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool IsDeferred,
    [property: Id(2)] VirtualTime At
);

/// <summary>mmput's outcome.</summary>
/// <param name="Error">0; -EINVAL and a contract violation when there was no user.</param>
/// <param name="IsLast">Whether the caller must run the exit now.</param>
/// <param name="Subscribers">The subscribers to call the release of, when the caller was last.</param>
/// <param name="At">The modelled time of the answer.</param>
[GenerateSerializer, Immutable]
public readonly record struct PutUserResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool IsLast,
    [property: Id(2)] ImmutableArray<NotifierSubscription> Subscribers,
    [property: Id(3)] VirtualTime At
);

/// <summary>exit_mmap's outcome.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FinishExitMmResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] ulong PagesRemoved,
    [property: Id(2)] VirtualTime At
);

/// <summary>A walk for one page.</summary>
[GenerateSerializer, Immutable]
public readonly record struct WalkRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] PageNumber Page);

/// <summary>What a walk found: no rights when the page is not present.</summary>
[GenerateSerializer, Immutable]
public readonly record struct WalkResult(
    [property: Id(0)] Protection Rights,
    [property: Id(1)] FrameNumber Frame,
    [property: Id(2)] VirtualTime At
);
