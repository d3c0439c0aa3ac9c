using System.Collections.Immutable;

namespace SvaOrleans.Model.Memory;

/// <summary>Mappings by address, disjoint; neighbours that touch and are alike are one.</summary>
internal sealed class VmaList
{
    private readonly List<Vma> items;
    private ImmutableArray<Vma> snapshot;

    public VmaList() => items = [];

    public VmaList(IEnumerable<Vma> vmas) => items = [.. vmas];

    public ImmutableArray<Vma> Snapshot => snapshot.IsDefault ? snapshot = [.. items] : snapshot;

    public int Count => items.Count;

    public Vma this[int index] => items[index];

    public VmaList Copy() => new(items);

    /// <summary>Index of the first mapping that ends above a page; the count when there is none.</summary>
    public int IndexAtOrAfter(PageNumber page)
    {
        int low = 0, high = items.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (items[middle].Range.End <= page)
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
        if (index < items.Count && items[index].Range.First <= page)
        {
            vma = items[index];
            return true;
        }

        vma = default;
        return false;
    }

    public bool IsFree(PageRange range)
    {
        var index = IndexAtOrAfter(range.First);
        return index == items.Count || items[index].Range.First >= range.End;
    }

    /// <summary>The mappings that share a page with a range, each cut to the range.</summary>
    public List<Vma> Parts(PageRange range)
    {
        List<Vma> parts = [];
        for (var i = IndexAtOrAfter(range.First); i < items.Count && items[i].Range.First < range.End; i++)
        {
            parts.Add(items[i] with { Range = items[i].Range.Intersect(range) });
        }

        return parts;
    }

    /// <summary>Takes every mapping out of a range, splitting at its ends.</summary>
    /// <returns>From the first to the last page that was mapped; empty when none was.</returns>
    public PageRange Carve(PageRange range)
    {
        var from = IndexAtOrAfter(range.First);
        var to = from;
        while (!range.IsEmpty && to < items.Count && items[to].Range.First < range.End)
        {
            to++;
        }

        if (from == to)
        {
            return range with { Count = 0 };
        }

        var (low, high) = (items[from], items[to - 1]);
        items.RemoveRange(from, to - from);
        if (high.Range.End > range.End)
        {
            items.Insert(from, high with { Range = PageRange.Between(range.End, high.Range.End) });
        }

        if (low.Range.First < range.First)
        {
            items.Insert(from, low with { Range = PageRange.Between(low.Range.First, range.First) });
        }

        snapshot = default;
        return PageRange.Between(low.Range.First, high.Range.End).Intersect(range);
    }

    /// <summary>Adds a mapping where none is, and makes it one with its neighbours where they are alike.</summary>
    public void Insert(Vma vma)
    {
        var index = IndexAtOrAfter(vma.Range.First);
        if (index < items.Count && items[index].Range.First == vma.Range.End && AreAlike(items[index], vma))
        {
            vma = vma with { Range = PageRange.Between(vma.Range.First, items[index].Range.End) };
            items.RemoveAt(index);
        }

        if (index > 0 && items[index - 1].Range.End == vma.Range.First && AreAlike(items[index - 1], vma))
        {
            index--;
            vma = vma with { Range = PageRange.Between(items[index].Range.First, vma.Range.End) };
            items.RemoveAt(index);
        }

        items.Insert(index, vma);
        snapshot = default;
    }

    public void Clear()
    {
        items.Clear();
        snapshot = default;
    }

    public static bool AreAlike(Vma left, Vma right) => left.Protection == right.Protection && left.IsShared == right.IsShared;
}
