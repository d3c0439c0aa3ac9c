using System.Collections.Immutable;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Interfaces;

// The model knows nothing of Orleans, so each of its words that travels has a surrogate here, which says how it is written.
#pragma warning disable CS1591 // A surrogate has the word's own meaning.

[GenerateSerializer, Immutable]
public readonly record struct PasidSurrogate([property: Id(0)] uint Value, [property: Id(1)] bool IsZero = false);

[RegisterConverter]
public sealed class PasidConverter : IConverter<Pasid, PasidSurrogate>
{
    // Data written before PASID 0 was allowed has 0 for none.
    public Pasid ConvertFromSurrogate(in PasidSurrogate surrogate) =>
        surrogate.Value == 0 && !surrogate.IsZero ? Pasid.None : new(surrogate.Value);

    public PasidSurrogate ConvertToSurrogate(in Pasid value) => new(value.Value, value == Pasid.Zero);
}

[GenerateSerializer, Immutable]
public readonly record struct PasidLeaseSurrogate([property: Id(0)] ulong Value);

[RegisterConverter]
public sealed class PasidLeaseConverter : IConverter<PasidLease, PasidLeaseSurrogate>
{
    public PasidLease ConvertFromSurrogate(in PasidLeaseSurrogate surrogate) => new(surrogate.Value);

    public PasidLeaseSurrogate ConvertToSurrogate(in PasidLease value) => new(value.Value);
}

[GenerateSerializer, Immutable]
public readonly record struct BdfSurrogate(
    [property: Id(0)] uint Segment,
    [property: Id(1)] byte Bus,
    [property: Id(2)] byte Device,
    [property: Id(3)] byte Function
);

[RegisterConverter]
public sealed class BdfConverter : IConverter<Bdf, BdfSurrogate>
{
    public Bdf ConvertFromSurrogate(in BdfSurrogate surrogate) =>
        new(surrogate.Segment, surrogate.Bus, surrogate.Device, surrogate.Function);

    public BdfSurrogate ConvertToSurrogate(in Bdf value) => new(value.Segment, value.Bus, value.Device, value.Function);
}

[GenerateSerializer, Immutable]
public readonly record struct PageNumberSurrogate([property: Id(0)] ulong Value);

[RegisterConverter]
public sealed class PageNumberConverter : IConverter<PageNumber, PageNumberSurrogate>
{
    public PageNumber ConvertFromSurrogate(in PageNumberSurrogate surrogate) => new(surrogate.Value);

    public PageNumberSurrogate ConvertToSurrogate(in PageNumber value) => new(value.Value);
}

[GenerateSerializer, Immutable]
public readonly record struct PageRangeSurrogate([property: Id(0)] ulong First, [property: Id(1)] ulong Count);

[RegisterConverter]
public sealed class PageRangeConverter : IConverter<PageRange, PageRangeSurrogate>
{
    public PageRange ConvertFromSurrogate(in PageRangeSurrogate surrogate) => new(new(surrogate.First), surrogate.Count);

    public PageRangeSurrogate ConvertToSurrogate(in PageRange value) => new(value.First.Value, value.Count);
}

[GenerateSerializer, Immutable]
public readonly record struct VirtualTimeSurrogate([property: Id(0)] long Nanoseconds);

[RegisterConverter]
public sealed class VirtualTimeConverter : IConverter<VirtualTime, VirtualTimeSurrogate>
{
    public VirtualTime ConvertFromSurrogate(in VirtualTimeSurrogate surrogate) => new(surrogate.Nanoseconds);

    public VirtualTimeSurrogate ConvertToSurrogate(in VirtualTime value) => new(value.Nanoseconds);
}

[GenerateSerializer, Immutable]
public readonly record struct ErrnoSurrogate([property: Id(0)] int Code);

[RegisterConverter]
public sealed class ErrnoConverter : IConverter<Errno, ErrnoSurrogate>
{
    public Errno ConvertFromSurrogate(in ErrnoSurrogate surrogate) => new(surrogate.Code);

    public ErrnoSurrogate ConvertToSurrogate(in Errno value) => new(value.Code);
}

[GenerateSerializer, Immutable]
public readonly record struct ObjectNameSurrogate(
    [property: Id(0)] string? Host,
    [property: Id(1)] ObjectKind Kind,
    [property: Id(2)] string? Name
);

[RegisterConverter]
public sealed class ObjectNameConverter : IConverter<ObjectName, ObjectNameSurrogate>
{
    public ObjectName ConvertFromSurrogate(in ObjectNameSurrogate surrogate) =>
        surrogate.Host is null ? default : new(surrogate.Host, surrogate.Kind, surrogate.Name!);

    public ObjectNameSurrogate ConvertToSurrogate(in ObjectName value) => new(value.Host, value.Kind, value.Name);
}

[GenerateSerializer, Immutable]
public readonly record struct BondIdSurrogate([property: Id(0)] ulong Value);

[RegisterConverter]
public sealed class BondIdConverter : IConverter<BondId, BondIdSurrogate>
{
    public BondId ConvertFromSurrogate(in BondIdSurrogate surrogate) => new(surrogate.Value);

    public BondIdSurrogate ConvertToSurrogate(in BondId value) => new(value.Value);
}

[GenerateSerializer, Immutable]
public readonly record struct IncarnationSurrogate([property: Id(0)] ulong Value);

[RegisterConverter]
public sealed class IncarnationConverter : IConverter<Incarnation, IncarnationSurrogate>
{
    public Incarnation ConvertFromSurrogate(in IncarnationSurrogate surrogate) => new(surrogate.Value);

    public IncarnationSurrogate ConvertToSurrogate(in Incarnation value) => new(value.Value);
}

[GenerateSerializer, Immutable]
public readonly record struct BootEpochSurrogate([property: Id(0)] ulong Value);

[RegisterConverter]
public sealed class BootEpochConverter : IConverter<BootEpoch, BootEpochSurrogate>
{
    public BootEpoch ConvertFromSurrogate(in BootEpochSurrogate surrogate) => new(surrogate.Value);

    public BootEpochSurrogate ConvertToSurrogate(in BootEpoch value) => new(value.Value);
}

[GenerateSerializer, Immutable]
public readonly record struct StampSurrogate(
    [property: Id(0)] long AtNanoseconds,
    [property: Id(1)] ulong Epoch,
    [property: Id(2)] int Step
);

[RegisterConverter]
public sealed class StampConverter : IConverter<Stamp, StampSurrogate>
{
    public Stamp ConvertFromSurrogate(in StampSurrogate surrogate) =>
        new(new(surrogate.AtNanoseconds), new(surrogate.Epoch), surrogate.Step);

    public StampSurrogate ConvertToSurrogate(in Stamp value) => new(value.At.Nanoseconds, value.Epoch.Value, value.Step);
}

[GenerateSerializer, Immutable]
public readonly record struct FrameNumberSurrogate([property: Id(0)] ulong Value);

[RegisterConverter]
public sealed class FrameNumberConverter : IConverter<FrameNumber, FrameNumberSurrogate>
{
    public FrameNumber ConvertFromSurrogate(in FrameNumberSurrogate surrogate) => new(surrogate.Value);

    public FrameNumberSurrogate ConvertToSurrogate(in FrameNumber value) => new(value.Value);
}

[GenerateSerializer, Immutable]
public readonly record struct NotifierSubscriptionSurrogate([property: Id(0)] ObjectName IoMm, [property: Id(1)] Incarnation Incarnation);

[RegisterConverter]
public sealed class NotifierSubscriptionConverter : IConverter<NotifierSubscription, NotifierSubscriptionSurrogate>
{
    public NotifierSubscription ConvertFromSurrogate(in NotifierSubscriptionSurrogate surrogate) =>
        new(surrogate.IoMm, surrogate.Incarnation);

    public NotifierSubscriptionSurrogate ConvertToSurrogate(in NotifierSubscription value) => new(value.IoMm, value.Incarnation);
}

[GenerateSerializer, Immutable]
public readonly record struct PasidEntrySurrogate(
    [property: Id(0)] ObjectName Mm,
    [property: Id(1)] ObjectName IoMm,
    [property: Id(2)] PasidLease Lease,
    [property: Id(3)] Incarnation Incarnation
);

[RegisterConverter]
public sealed class PasidEntryConverter : IConverter<PasidEntry, PasidEntrySurrogate>
{
    public PasidEntry ConvertFromSurrogate(in PasidEntrySurrogate surrogate) =>
        new(surrogate.Mm, surrogate.IoMm, surrogate.Lease, surrogate.Incarnation);

    public PasidEntrySurrogate ConvertToSurrogate(in PasidEntry value) => new(value.Mm, value.IoMm, value.Lease, value.Incarnation);
}

[GenerateSerializer, Immutable]
public readonly record struct PageRequestSurrogate(
    [property: Id(0)] ObjectName Device,
    [property: Id(1)] Pasid Pasid,
    [property: Id(2)] PasidLease Lease,
    [property: Id(3)] uint Group,
    [property: Id(4)] PageNumber Page,
    [property: Id(5)] Protection Access,
    [property: Id(6)] bool IsLast,
    [property: Id(7)] int Step
);

[RegisterConverter]
public sealed class PageRequestConverter : IConverter<PageRequest, PageRequestSurrogate>
{
    public PageRequest ConvertFromSurrogate(in PageRequestSurrogate surrogate) =>
        new(
            surrogate.Device,
            surrogate.Pasid,
            surrogate.Lease,
            surrogate.Group,
            surrogate.Page,
            surrogate.Access,
            surrogate.IsLast,
            surrogate.Step
        );

    public PageRequestSurrogate ConvertToSurrogate(in PageRequest value) =>
        new(value.Device, value.Pasid, value.Lease, value.Group, value.Page, value.Access, value.IsLast, value.Step);
}

[GenerateSerializer, Immutable]
public readonly record struct FaultGroupSurrogate(
    [property: Id(0)] ulong Id,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] PasidLease Lease,
    [property: Id(4)] uint Group,
    [property: Id(5)] ImmutableArray<PageRequest> Requests
);

[RegisterConverter]
public sealed class FaultGroupConverter : IConverter<FaultGroup, FaultGroupSurrogate>
{
    public FaultGroup ConvertFromSurrogate(in FaultGroupSurrogate surrogate) =>
        new(surrogate.Id, surrogate.Device, surrogate.Pasid, surrogate.Lease, surrogate.Group, surrogate.Requests);

    public FaultGroupSurrogate ConvertToSurrogate(in FaultGroup value) =>
        new(value.Id, value.Device, value.Pasid, value.Lease, value.Group, value.Requests);
}

[GenerateSerializer, Immutable]
public readonly record struct VmaSurrogate(
    [property: Id(0)] PageRange Range,
    [property: Id(1)] Protection Protection,
    [property: Id(2)] bool IsShared
);

[RegisterConverter]
public sealed class VmaConverter : IConverter<Vma, VmaSurrogate>
{
    public Vma ConvertFromSurrogate(in VmaSurrogate surrogate) => new(surrogate.Range, surrogate.Protection, surrogate.IsShared);

    public VmaSurrogate ConvertToSurrogate(in Vma value) => new(value.Range, value.Protection, value.IsShared);
}

[GenerateSerializer, Immutable]
public readonly record struct ResidentPageSurrogate(
    [property: Id(0)] PageNumber Page,
    [property: Id(1)] FrameNumber Frame,
    [property: Id(2)] bool IsWritable,
    [property: Id(3)] bool IsCopyOnWrite
);

[RegisterConverter]
public sealed class ResidentPageConverter : IConverter<ResidentPage, ResidentPageSurrogate>
{
    public ResidentPage ConvertFromSurrogate(in ResidentPageSurrogate surrogate) =>
        new(surrogate.Page, new Pte(surrogate.Frame, surrogate.IsWritable, surrogate.IsCopyOnWrite));

    public ResidentPageSurrogate ConvertToSurrogate(in ResidentPage value) =>
        new(value.Page, value.Pte.Frame, value.Pte.IsWritable, value.Pte.IsCopyOnWrite);
}

[GenerateSerializer, Immutable]
public readonly record struct AddressSpaceImageSurrogate(
    [property: Id(0)] PageNumber End,
    [property: Id(1)] PageNumber MmapBase,
    [property: Id(2)] PageNumber BrkStart,
    [property: Id(3)] ImmutableArray<Vma> Vmas,
    [property: Id(4)] ImmutableArray<ResidentPage> Pages,
    [property: Id(5)] PageNumber Brk,
    [property: Id(6)] ulong FramesUsed
);

[RegisterConverter]
public sealed class AddressSpaceImageConverter : IConverter<AddressSpaceImage, AddressSpaceImageSurrogate>
{
    public AddressSpaceImage ConvertFromSurrogate(in AddressSpaceImageSurrogate surrogate) =>
        new(
            new(surrogate.End, surrogate.MmapBase, surrogate.BrkStart),
            surrogate.Vmas,
            surrogate.Pages,
            surrogate.Brk,
            surrogate.FramesUsed
        );

    public AddressSpaceImageSurrogate ConvertToSurrogate(in AddressSpaceImage value) =>
        new(value.Layout.End, value.Layout.MmapBase, value.Layout.BrkStart, value.Vmas, value.Pages, value.Brk, value.FramesUsed);
}

[GenerateSerializer, Immutable]
public readonly record struct SvaEventSurrogate(
    [property: Id(0)] VirtualTime At,
    [property: Id(1)] ObjectName Object,
    [property: Id(2)] ulong Sequence,
    [property: Id(3)] SvaEventKind Kind,
    [property: Id(4)] ObjectName Subject,
    [property: Id(5)] Pasid Pasid,
    [property: Id(6)] PageRange Range,
    [property: Id(7)] Errno Error,
    [property: Id(8)] long Value,
    [property: Id(9)] string? Note,
    [property: Id(10)] int Step,
    [property: Id(11)] ObjectName Domain,
    [property: Id(12)] SvaFeatures Features
);

[RegisterConverter]
public sealed class SvaEventConverter : IConverter<SvaEvent, SvaEventSurrogate>
{
    public SvaEvent ConvertFromSurrogate(in SvaEventSurrogate surrogate) =>
        new(
            surrogate.At,
            surrogate.Object,
            surrogate.Sequence,
            surrogate.Kind,
            surrogate.Subject,
            surrogate.Pasid,
            surrogate.Range,
            surrogate.Error,
            surrogate.Value,
            surrogate.Note,
            surrogate.Step,
            surrogate.Domain,
            surrogate.Features
        );

    public SvaEventSurrogate ConvertToSurrogate(in SvaEvent value) =>
        new(
            value.At,
            value.Object,
            value.Sequence,
            value.Kind,
            value.Subject,
            value.Pasid,
            value.Range,
            value.Error,
            value.Value,
            value.Note,
            value.Step,
            value.Domain,
            value.Features
        );
}
