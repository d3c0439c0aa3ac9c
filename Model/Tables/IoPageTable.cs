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
    private readonly List<IoMapping> _mappings;

    /// <summary>An empty table.</summary>
    public IoPageTable() => _mappings = [];

    private IoPageTable(IEnumerable<IoMapping> mappings) => this._mappings = [.. mappings];

    /// <summary>The mappings, by device address.</summary>
    public ImmutableArray<IoMapping> Mappings => [.. _mappings];

    /// <summary>How many pages are mapped.</summary>
    public ulong PageCount { get; private set; }

    /// <summary>Maps pages.</summary>
    /// <param name="iova">The device addresses.</param>
    /// <param name="physicalPage">The physical page of the first one.</param>
    /// <param name="protection">Rights.</param>
    /// <returns>-EINVAL for no pages, no rights or beyond 64 bits; -EEXIST when any of them is mapped. Errors change nothing.</returns>
    public Errno Map(PageRange iova, ulong physicalPage, Protection protection)
    {
        if (
            iova.IsEmpty
            || protection == Protection.None
            || iova.Count > PageRange.AllCount
            || iova.First.Value > PageRange.AllCount - iova.Count
            || physicalPage > PageRange.AllCount - iova.Count
        )
        {
            return Errno.EINVAL;
        }

        var index = IndexAtOrAfter(iova.First);
        if (index < _mappings.Count && _mappings[index].Iova.First < iova.End)
        {
            return Errno.EEXIST;
        }

        var mapping = new IoMapping(iova, physicalPage, protection);
        if (index < _mappings.Count && Continues(mapping, _mappings[index]))
        {
            mapping = mapping with { Iova = PageRange.Between(iova.First, _mappings[index].Iova.End) };
            _mappings.RemoveAt(index);
        }

        if (index > 0 && Continues(_mappings[index - 1], mapping))
        {
            index--;
            mapping = _mappings[index] with { Iova = PageRange.Between(_mappings[index].Iova.First, mapping.Iova.End) };
            _mappings.RemoveAt(index);
        }

        _mappings.Insert(index, mapping);
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
        for (; to < _mappings.Count && _mappings[to].Iova.First < iova.End; to++)
        {
            var mapping = _mappings[to];
            unmapped += mapping.Iova.Intersect(iova).Count;
            if (mapping.Iova.First < iova.First)
            {
                kept.Add(mapping with { Iova = PageRange.Between(mapping.Iova.First, iova.First) });
            }

            if (mapping.Iova.End > iova.End)
            {
                kept.Add(
                    new(
                        PageRange.Between(iova.End, mapping.Iova.End),
                        mapping.PhysicalPage + (iova.End.Value - mapping.Iova.First.Value),
                        mapping.Protection
                    )
                );
            }
        }

        _mappings.RemoveRange(from, to - from);
        _mappings.InsertRange(from, kept);
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
        if (index < _mappings.Count && _mappings[index].Iova.First <= iova)
        {
            physicalPage = _mappings[index].PhysicalPage + (iova.Value - _mappings[index].Iova.First.Value);
            protection = _mappings[index].Protection;
            return true;
        }

        (physicalPage, protection) = (0, Protection.None);
        return false;
    }

    /// <inheritdoc/>
    public IoPageTable Copy() => new(_mappings) { PageCount = PageCount };

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        foreach (var mapping in _mappings)
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
        for (var i = 0; i < _mappings.Count; i++)
        {
            count += _mappings[i].Iova.Count;
            ModelInvariantException.Require(!_mappings[i].Iova.IsEmpty, 0, "an io page table mapping is empty");
            ModelInvariantException.Require(
                i == 0 || (_mappings[i - 1].Iova.End <= _mappings[i].Iova.First && !Continues(_mappings[i - 1], _mappings[i])),
                0,
                $"io page table mappings overlap or should be one at {_mappings[i].Iova}"
            );
        }

        ModelInvariantException.Require(count == PageCount, 0, "the io page table miscounts its pages");
    }

    private static bool Continues(IoMapping low, IoMapping high) =>
        low.Iova.End == high.Iova.First && low.Protection == high.Protection && low.PhysicalPage + low.Iova.Count == high.PhysicalPage;

    private int IndexAtOrAfter(PageNumber iova)
    {
        int low = 0,
            high = _mappings.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _mappings[middle].Iova.End <= iova ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
