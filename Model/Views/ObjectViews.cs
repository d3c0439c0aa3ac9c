using System.Collections.Immutable;
using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.IoMms.OneLock;
using SvaOrleans.Model.Iommus;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Mms;
using SvaOrleans.Model.Pasids;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Model.Views;

/// <summary>Makes the views of single objects.</summary>
public static class ObjectViews
{
    /// <summary>The view of any object.</summary>
    /// <param name="name">The object.</param>
    /// <param name="state">Its state.</param>
    /// <returns>A view; null for kinds that have none, and for objects that were never created.</returns>
    public static object? Of(ObjectName name, object? state) =>
        state switch
        {
            IommuState iommu => Of(name, iommu),
            DomainState domain => Of(name, domain),
            DeviceState device => Of(name, device),
            MmState { IsCreated: true } mm => Of(name, mm),
            IoMmState ioMm when ioMm.Life != IoMmLife.Free || ioMm.PendingFrees.Any() => Of(name, ioMm),
            SvaLockState sva => sva
                .IoMms.OrderBy(static ioMm => ioMm.Mm)
                .ThenBy(static ioMm => ioMm.Serial.Value)
                .Select(ioMm => Of(sva, ioMm))
                .ToImmutableArray(),
            PasidSpaceState space => space
                .Allocated.Select(static pair => new PasidView(pair.Pasid.Value, pair.Owner.Mm.Name, pair.Owner.Lease.Value))
                .ToImmutableArray(),
            _ => null,
        };

    private static IommuView Of(ObjectName name, IommuState state) =>
        new(
            name.Name,
            state.Kind,
            state.PasidWidthBits,
            [
                .. state.Devices.Entries.Select(static pair => new DeviceEntryView(
                    pair.Device.ToString(),
                    pair.Entry.Domain.Name ?? "",
                    pair.Entry.IsAtsEnabled
                )),
            ],
            [.. state.Tables.OrderBy(static pair => pair.Key).Select(static pair => Of(pair.Key, pair.Value))],
            Of(state.Iotlb),
            state.PageRequests.Count,
            state.CommandsExecuted
        );

    private static DomainView Of(ObjectName name, DomainState state) =>
        new(
            name.Name,
            [.. state.Members.Select(static member => member.Function.ToString())],
            [.. state.Entries.OrderBy(static pair => pair.Key).Select(static pair => Of(pair.Key, pair.Value))],
            [
                .. state.IoPageTable.Mappings.Select(static mapping => new IoMappingView(
                    mapping.Iova.First.Value,
                    mapping.Iova.Count,
                    mapping.PhysicalPage,
                    Rights(mapping.Protection)
                )),
            ]
        );

    private static DeviceView Of(ObjectName name, DeviceState state) =>
        new(
            name.Name,
            state.Domain.IsNone ? null : state.Domain.Name,
            state.Parameter is { } parameter ? new(parameter.Features, parameter.PasidMin.Value, parameter.PasidMax.Value) : null,
            state.IsClosing,
            [.. state.Bonds.Select(static bond => new DeviceBondView(bond.Pasid.Value, bond.IoMm.Name, bond.Lease.Value))],
            [.. state.Stopped.Select(static pasid => pasid.Value)],
            Of(state.Atc),
            state.Outstanding.Count,
            state.Faults is not null,
            state.Faults?.PartialCount ?? 0,
            state.Faults?.PendingCount ?? 0
        );

    private static MmView Of(ObjectName name, MmState state) =>
        new(
            name.Name,
            state.Users,
            state.Count,
            state.IsExiting,
            [
                .. state.Space.Vmas.Select(static vma => new VmaView(
                    vma.Range.First.Value,
                    vma.Range.Count,
                    Rights(vma.Protection),
                    vma.IsShared
                )),
            ],
            state.Space.ResidentCount,
            [.. state.Subscriptions.Select(static subscription => Of(subscription))]
        );

    private static IoMmView Of(ObjectName name, IoMmState state) =>
        new(
            name.Name,
            state.Life,
            state.Incarnation.Value,
            Number(state.Pasid),
            state.Lease.Value,
            state.Features,
            state.References,
            [
                .. state.Bonds.Select(static bond => new BondView(
                    bond.Id.Value,
                    bond.Device.Name,
                    bond.Domain.Name,
                    bond.DriverData,
                    bond.Life
                )),
            ],
            [.. state.PendingFrees.Select(static incarnation => incarnation.Value)]
        );

    private static IoMmView Of(SvaLockState sva, NumberedIoMm ioMm) =>
        new(
            ioMm.Mm.Name,
            ioMm.IsGivenUp ? IoMmLife.Free
                : ioMm.IsReleasing ? IoMmLife.Exiting
                : IoMmLife.Live,
            ioMm.Serial.Value,
            ioMm.IsGivenUp ? null : Number(ioMm.Pasid),
            ioMm.Lease.Value,
            ioMm.Features,
            ioMm.References,
            [
                .. sva.BondsOf(ioMm)
                    .Select(static bond => new BondView(
                        bond.Id.Value,
                        bond.Device.Name,
                        bond.Domain.Name,
                        bond.DriverData,
                        bond.IsExitActive ? BondLife.InHandler : BondLife.Bound
                    )),
            ],
            ioMm.IsGivenUp ? [ioMm.Serial.Value] : []
        );

    private static PasidTableView Of(ObjectName domain, PasidTable table) =>
        new(
            domain.Name,
            table.Shape,
            table.SizeBytes,
            table.LeafCount,
            [.. table.Entries.Select(static pair => Of(pair.Pasid, pair.Entry))],
            !table.HasEntry0
        );

    private static PasidEntryView Of(Pasid pasid, PasidEntry entry) =>
        new(pasid.Value, entry.Mm.IsNone ? null : entry.Mm.Name, entry.Lease.Value);

    private static uint? Number(Pasid pasid) => pasid.IsNone ? null : pasid.Value;

    private static string Of(NotifierSubscription subscription) => $"{subscription.IoMm.Name}#{subscription.Incarnation}";

    private static CacheView Of(TranslationCache cache)
    {
        var ranges = ImmutableArray.CreateBuilder<CachedRangeView>();
        foreach (var entry in cache.Entries)
        {
            var last = ranges.Count > 0 ? ranges[^1] : null;
            var page = entry.Translation.Page.Value;
            if (last is not null && last.Tag == entry.Tag.Name && last.Pasid == Number(entry.Pasid) && last.FirstPage + last.Count == page)
            {
                ranges[^1] = last with { Count = last.Count + 1 };
            }
            else
            {
                ranges.Add(new(entry.Tag.Name, Number(entry.Pasid), page, 1));
            }
        }

        return new(cache.Capacity, cache.Count, ranges.ToImmutable());
    }

    private static string Rights(Protection protection)
    {
        if (protection == Protection.None)
        {
            return "none";
        }

        return (protection.HasFlag(Protection.Read) ? "r" : "")
            + (protection.HasFlag(Protection.Write) ? "w" : "")
            + (protection.HasFlag(Protection.Execute) ? "x" : "");
    }
}
