using System.Collections.Immutable;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Memory;

namespace SvaOrleans.Model.Tables;

/// <summary>Device addresses in a row that map to physical pages in a row.</summary>
/// <param name="Iova">The device addresses.</param>
/// <param name="PhysicalPage">The physical page of the first one.</param>
/// <param name="Protection">Rights.</param>
public readonly record struct IoMapping(PageRange Iova, ulong PhysicalPage, Protection Protection);

/// <summary>A domain's own page table, filled by map and unmap and not shared with any process (io_pgtable). Kept as intervals; neighbours
/// that continue each other are one.</summary>
public sealed class IoPageTable : IModelState<IoPageTable>
{
    private readonly List<IoMapping> mappings;

    /// <summary>An empty table.</summary>
    public IoPageTable() => mappings = [];

    private IoPageTable(IEnumerable<IoMapping> mappings) => this.mappings = [.. mappings];

    /// <summary>The mappings, by device address.</summary>
    public ImmutableArray<IoMapping> Mappings => [.. mappings];

    /// <summary>How many pages are mapped.</summary>
    public ulong PageCount { get; private set; }

    /// <summary>Maps pages.</summary>
    /// <param name="iova">The device addresses.</param>
    /// <param name="physicalPage">The physical page of the first one.</param>
    /// <param name="protection">Rights.</param>
    /// <returns>-EINVAL for no pages, no rights or beyond 64 bits; -EEXIST when any of them is mapped. Errors change nothing.</returns>
    public Errno Map(PageRange iova, ulong physicalPage, Protection protection)
    {
        if (iova.IsEmpty || protection == Protection.None || iova.Count > PageRange.AllCount || iova.First.Value > PageRange.AllCount - iova.Count
            || physicalPage > PageRange.AllCount - iova.Count)
        {
            return Errno.EINVAL;
        }

        var index = IndexAtOrAfter(iova.First);
        if (index < mappings.Count && mappings[index].Iova.First < iova.End)
        {
            return Errno.EEXIST;
        }

        var mapping = new IoMapping(iova, physicalPage, protection);
        if (index < mappings.Count && Continues(mapping, mappings[index]))
        {
            mapping = mapping with { Iova = PageRange.Between(iova.First, mappings[index].Iova.End) };
            mappings.RemoveAt(index);
        }

        if (index > 0 && Continues(mappings[index - 1], mapping))
        {
            index--;
            mapping = mappings[index] with { Iova = PageRange.Between(mappings[index].Iova.First, mapping.Iova.End) };
            mappings.RemoveAt(index);
        }

        mappings.Insert(index, mapping);
        PageCount += iova.Count;
        return Errno.None;
    }

    /// <summary>Unmaps pages; those that are not mapped are skipped.</summary>
    /// <param name="iova">The device addresses.</param>
    /// <returns>How many pages were mapped.</returns>
    public ulong Unmap(PageRange iova)
    {
        if (iova.IsEmpty)
        {
            return 0;
        }

        var unmapped = 0ul;
        var from = IndexAtOrAfter(iova.First);
        var to = from;
        List<IoMapping> kept = [];
        for (; to < mappings.Count && mappings[to].Iova.First < iova.End; to++)
        {
            var mapping = mappings[to];
            unmapped += mapping.Iova.Intersect(iova).Count;
            if (mapping.Iova.First < iova.First)
            {
                kept.Add(mapping with { Iova = PageRange.Between(mapping.Iova.First, iova.First) });
            }

            if (mapping.Iova.End > iova.End)
            {
                kept.Add(new(PageRange.Between(iova.End, mapping.Iova.End), mapping.PhysicalPage + (iova.End.Value - mapping.Iova.First.Value), mapping.Protection));
            }
        }

        mappings.RemoveRange(from, to - from);
        mappings.InsertRange(from, kept);
        PageCount -= unmapped;
        return unmapped;
    }

    /// <summary>Reads the table as the IOMMU does.</summary>
    /// <param name="iova">The device address.</param>
    /// <param name="physicalPage">The physical page.</param>
    /// <param name="protection">Rights.</param>
    /// <returns>False when it is not mapped.</returns>
    public bool TryWalk(PageNumber iova, out ulong physicalPage, out Protection protection)
    {
        var index = IndexAtOrAfter(iova);
        if (index < mappings.Count && mappings[index].Iova.First <= iova)
        {
            physicalPage = mappings[index].PhysicalPage + (iova.Value - mappings[index].Iova.First.Value);
            protection = mappings[index].Protection;
            return true;
        }

        (physicalPage, protection) = (0, Protection.None);
        return false;
    }

    /// <inheritdoc/>
    public IoPageTable Copy() => new(mappings) { PageCount = PageCount };

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        foreach (var mapping in mappings)
        {
            hash.Add(mapping.Iova);
            hash.Add(mapping.PhysicalPage);
            hash.Add((ulong)mapping.Protection);
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        var count = 0ul;
        for (var i = 0; i < mappings.Count; i++)
        {
            count += mappings[i].Iova.Count;
            ModelInvariantException.Require(!mappings[i].Iova.IsEmpty, 0, "an io page table mapping is empty");
            ModelInvariantException.Require(
                i == 0 || (mappings[i - 1].Iova.End <= mappings[i].Iova.First && !Continues(mappings[i - 1], mappings[i])),
                0,
                $"io page table mappings overlap or should be one at {mappings[i].Iova}");
        }

        ModelInvariantException.Require(count == PageCount, 0, "the io page table miscounts its pages");
    }

    private static bool Continues(IoMapping low, IoMapping high) =>
        low.Iova.End == high.Iova.First && low.Protection == high.Protection && low.PhysicalPage + low.Iova.Count == high.PhysicalPage;

    private int IndexAtOrAfter(PageNumber iova)
    {
        int low = 0, high = mappings.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = mappings[middle].Iova.End <= iova ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
