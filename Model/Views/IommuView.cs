using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SvaOrleans.Model.Invalidation;

namespace SvaOrleans.Model.Views;

/// <summary>An IOMMU.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The vendor's architecture.</param>
/// <param name="PasidWidth">PASID width, in bits.</param>
/// <param name="DeviceTable">Its device table, by address.</param>
/// <param name="PasidTables">Its PASID tables, by domain.</param>
/// <param name="Iotlb">Its translation cache.</param>
/// <param name="PageRequests">Page requests that wait in its queue.</param>
/// <param name="CommandsExecuted">Commands executed since boot.</param>
public sealed record IommuView(
    string Name,
    IommuKind Kind,
    int PasidWidth,
    ImmutableArray<DeviceEntryView> DeviceTable,
    ImmutableArray<PasidTableView> PasidTables,
    CacheView Iotlb,
    int PageRequests,
    long CommandsExecuted
);

/// <summary>A device table entry.</summary>
/// <param name="Device">The function's address.</param>
/// <param name="Domain">The domain that it points at.</param>
/// <param name="Ats">Whether its translation requests are answered.</param>
public sealed record DeviceEntryView(string Device, string Domain, bool Ats);

/// <summary>A domain's PASID table in one IOMMU.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Shape">Its shape in words.</param>
/// <param name="SizeBytes">Memory that it takes.</param>
/// <param name="Leaves">Leaf tables allocated.</param>
/// <param name="Entries">Its valid entries, by PASID.</param>
/// <param name="Entry0Free">Whether entry 0 is free for an address space, as before VT-d 3.0, and not the private page table's.</param>
public sealed record PasidTableView(
    string Domain,
    string Shape,
    long SizeBytes,
    int Leaves,
    [property: JsonPropertyOrder(1)] ImmutableArray<PasidEntryView> Entries,
    bool Entry0Free = false
);

/// <summary>A PASID table entry.</summary>
/// <param name="Pasid">The PASID.</param>
/// <param name="Mm">The address space; null for the domain's private page table.</param>
/// <param name="Generation">The PASID's lease; 0 for the private page table.</param>
public sealed record PasidEntryView(uint Pasid, string? Mm, ulong Generation);

/// <summary>A translation cache.</summary>
/// <param name="Capacity">Most entries that it holds.</param>
/// <param name="Count">Entries that it holds.</param>
/// <param name="Entries">Its translations, by tag and PASID.</param>
public sealed record CacheView(int Capacity, int Count, ImmutableArray<CachedRangeView> Entries);

/// <summary>Translations of neighbouring pages in a cache.</summary>
/// <param name="Tag">The domain in an IOTLB, the device in a device TLB.</param>
/// <param name="Pasid">The PASID; null for the domain's private address space.</param>
/// <param name="FirstPage">The first page's number.</param>
/// <param name="Count">The number of pages.</param>
public sealed record CachedRangeView(string Tag, uint? Pasid, ulong FirstPage, ulong Count);
