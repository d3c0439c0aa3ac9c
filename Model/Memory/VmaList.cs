using System.Collections.Immutable;

namespace SvaOrleans.Model.Memory;

/// <summary>Mappings by address, disjoint; neighbours that touch and are alike are one.</summary>
internal sealed class VmaList
{
    private readonly List<Vma> _items;
    private ImmutableArray<Vma> _snapshot;

    public VmaList() => _items = [];

    public VmaList(IEnumerable<Vma> vmas) => _items = [.. vmas];

    public ImmutableArray<Vma> Snapshot => _snapshot.IsDefault ? _snapshot = [.. _items] : _snapshot;

    public int Count => _items.Count;

    public Vma this[int index] => _items[index];

    public VmaList Copy() => new(_items);

    /// <summary>Index of the first mapping that ends above a page; the count when there is none.</summary>
    public int IndexAtOrAfter(PageNumber page)
    {
        int low = 0,
            high = _items.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_items[middle].Range.End <= page)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    public bool TryFind(PageNumber page, out Vma vma)
    {
        var index = IndexAtOrAfter(page);
        if (index < _items.Count && _items[index].Range.First <= page)
        {
            vma = _items[index];
            return true;
        }

        vma = default;
        return false;
    }

    public bool IsFree(PageRange range)
    {
        var index = IndexAtOrAfter(range.First);
        return index == _items.Count || _items[index].Range.First >= range.End;
    }

    /// <summary>The mappings that share a page with a range, each cut to the range.</summary>
    public List<Vma> Parts(PageRange range)
    {
        List<Vma> parts = [];
        for (var i = IndexAtOrAfter(range.First); i < _items.Count && _items[i].Range.First < range.End; i++)
        {
            parts.Add(_items[i] with { Range = _items[i].Range.Intersect(range) });
        }

        return parts;
    }

    /// <summary>Takes every mapping out of a range, splitting at its ends.</summary>
    /// <returns>From the first to the last page that was mapped; empty when none was.</returns>
    public PageRange Carve(PageRange range)
    {
        var from = IndexAtOrAfter(range.First);
        var to = from;
        while (!range.IsEmpty && to < _items.Count && _items[to].Range.First < range.End)
        {
            to++;
        }

        if (from == to)
        {
            return range with { Count = 0 };
        }

        var (low, high) = (_items[from], _items[to - 1]);
        _items.RemoveRange(from, to - from);
        if (high.Range.End > range.End)
        {
            _items.Insert(from, high with { Range = PageRange.Between(range.End, high.Range.End) });
        }

        if (low.Range.First < range.First)
        {
            _items.Insert(from, low with { Range = PageRange.Between(low.Range.First, range.First) });
        }

        _snapshot = default;
        return PageRange.Between(low.Range.First, high.Range.End).Intersect(range);
    }

    /// <summary>Adds a mapping where none is, and makes it one with its neighbours where they are alike.</summary>
    public void Insert(Vma vma)
    {
        var index = IndexAtOrAfter(vma.Range.First);
        if (index < _items.Count && _items[index].Range.First == vma.Range.End && AreAlike(_items[index], vma))
        {
            vma = vma with { Range = PageRange.Between(vma.Range.First, _items[index].Range.End) };
            _items.RemoveAt(index);
        }

        if (index > 0 && _items[index - 1].Range.End == vma.Range.First && AreAlike(_items[index - 1], vma))
        {
            index--;
            vma = vma with { Range = PageRange.Between(_items[index].Range.First, vma.Range.End) };
            _items.RemoveAt(index);
        }

        _items.Insert(index, vma);
        _snapshot = default;
    }

    public void Clear()
    {
        _items.Clear();
        _snapshot = default;
    }

    public static bool AreAlike(Vma left, Vma right) => left.Protection == right.Protection && left.IsShared == right.IsShared;
}
