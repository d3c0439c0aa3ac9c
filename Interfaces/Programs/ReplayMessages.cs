using System.Collections.Immutable;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Interfaces.Programs;

/// <summary>The kind of a traced event.</summary>
public enum ReplayKind
{
    /// <summary>The first task of the trace appears, with an empty mm.</summary>
    Appear,

    /// <summary>A memory operation on the task's mm.</summary>
    Memory,

    /// <summary>A child or a thread.</summary>
    Fork,

    /// <summary>A new program.</summary>
    Exec,

    /// <summary>The end.</summary>
    Exit,
}

/// <summary>One event of a trace.</summary>
/// <param name="At">The time since the trace began.</param>
/// <param name="Task">The task.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Mm">Appear, fork, exec: the new mm, or the shared one; memory: the task's mm.</param>
/// <param name="Child">Fork: the child.</param>
/// <param name="ForkKind">Fork: of which kind.</param>
/// <param name="IsOrderly">Exit: whether the task called exit and was not killed.</param>
/// <param name="Memory">Memory: the operation; its step id and mm do not count.</param>
/// <param name="Expected">What the system call answered in the trace.</param>
[GenerateSerializer, Immutable]
public sealed record ReplayEvent(
    [property: Id(0)] VirtualTime At,
    [property: Id(1)] ObjectName Task,
    [property: Id(2)] ReplayKind Kind,
    [property: Id(3)] ObjectName Mm,
    [property: Id(4)] ObjectName Child,
    [property: Id(5)] ForkKind ForkKind,
    [property: Id(6)] bool IsOrderly,
    [property: Id(7)] MemoryStep? Memory,
    [property: Id(8)] Errno Expected = default
);

/// <summary>A part of a trace, in order.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Events">The events.</param>
/// <param name="Devices">The devices that every new address space is bound to.</param>
/// <param name="PagesTouchedPerMapping">How many pages of a new mapping each device accesses; 0 for none.</param>
[GenerateSerializer, Immutable]
public sealed record ReplayRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ImmutableArray<ReplayEvent> Events,
    [property: Id(2)] ImmutableArray<ObjectName> Devices,
    [property: Id(3)] ulong PagesTouchedPerMapping
);

/// <summary>The sums over a part of a trace.</summary>
[GenerateSerializer, Immutable]
public sealed record ReplayResult([property: Id(0)] ReplayFigures Figures, [property: Id(1)] VirtualTime At);

/// <summary>The sums of a replay.</summary>
/// <param name="Events">Events played.</param>
/// <param name="Binds">Binds that succeeded.</param>
/// <param name="BindErrors">Binds that did not.</param>
/// <param name="DmaPages">Pages that devices accessed.</param>
/// <param name="DmaErrors">DMAs that ended in an error.</param>
/// <param name="AtcHits">Of the pages, those cached in the device TLB.</param>
/// <param name="IotlbHits">Of the pages, those cached in the IOTLB.</param>
/// <param name="PageRequests">Page requests.</param>
/// <param name="MemoryErrors">Memory operations that answered another error than the trace.</param>
/// <param name="PagesRemoved">Resident pages removed.</param>
/// <param name="Invalidations">The cost of invalidations.</param>
/// <param name="Exits">Address spaces that ended.</param>
/// <param name="BondsReleased">Bonds that ended with them.</param>
/// <param name="TeardownTotal">Time that exits took, modelled, in sum.</param>
/// <param name="TeardownMax">The longest.</param>
/// <param name="Refetches">Translations filled again because an invalidation had dropped them unasked.</param>
/// <param name="FirstBindError">The first bind that did not succeed; null for none.</param>
/// <param name="FirstDmaError">The first DMA that did not; null for none.</param>
[GenerateSerializer, Immutable]
public sealed record ReplayFigures(
    [property: Id(0)] long Events,
    [property: Id(1)] long Binds,
    [property: Id(2)] long BindErrors,
    [property: Id(3)] long DmaPages,
    [property: Id(4)] long DmaErrors,
    [property: Id(5)] long AtcHits,
    [property: Id(6)] long IotlbHits,
    [property: Id(7)] long PageRequests,
    [property: Id(8)] long MemoryErrors,
    [property: Id(9)] long PagesRemoved,
    [property: Id(10)] InvalidationCost Invalidations,
    [property: Id(11)] long Exits,
    [property: Id(12)] long BondsReleased,
    [property: Id(13)] VirtualTime TeardownTotal,
    [property: Id(14)] VirtualTime TeardownMax,
    [property: Id(15)] long Refetches = 0,
    [property: Id(16)] ReplayRefusal? FirstBindError = null,
    [property: Id(17)] ReplayRefusal? FirstDmaError = null
)
{
    /// <summary>All sums zero.</summary>
    public static ReplayFigures Zero { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, default, 0, 0, default, default);

    /// <summary>The sum of two parts.</summary>
    public static ReplayFigures operator +(ReplayFigures left, ReplayFigures right) =>
        new(
            left.Events + right.Events,
            left.Binds + right.Binds,
            left.BindErrors + right.BindErrors,
            left.DmaPages + right.DmaPages,
            left.DmaErrors + right.DmaErrors,
            left.AtcHits + right.AtcHits,
            left.IotlbHits + right.IotlbHits,
            left.PageRequests + right.PageRequests,
            left.MemoryErrors + right.MemoryErrors,
            left.PagesRemoved + right.PagesRemoved,
            left.Invalidations + right.Invalidations,
            left.Exits + right.Exits,
            left.BondsReleased + right.BondsReleased,
            left.TeardownTotal + right.TeardownTotal,
            VirtualTime.Max(left.TeardownMax, right.TeardownMax),
            left.Refetches + right.Refetches,
            left.FirstBindError ?? right.FirstBindError,
            left.FirstDmaError ?? right.FirstDmaError
        );
}

/// <summary>A bind or a DMA of a replay that did not succeed.</summary>
/// <param name="Device">The device.</param>
/// <param name="Error">Its result.</param>
/// <param name="Why">Of a bind: which check refused it, where its errno does not say so.</param>
[GenerateSerializer, Immutable]
public sealed record ReplayRefusal([property: Id(0)] ObjectName Device, [property: Id(1)] Errno Error, [property: Id(2)] BindRefusal Why);
