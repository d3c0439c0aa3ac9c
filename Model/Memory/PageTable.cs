namespace SvaOrleans.Model.Memory;

/// <summary>The resident pages of an address space: leaves of 512 entries under one sorted, sparse top level. An operation on a range costs
/// what the leaves in that range cost, however wide the range is.</summary>
internal sealed class PageTable
{
    private const int LeafShift = 9;
    private const ulong SlotMask = PageTableLeaf.Entries - 1;

    private readonly List<ulong> keys;
    private readonly List<PageTableLeaf> leaves;

    public PageTable() => (keys, leaves) = ([], []);

    private PageTable(PageTable other)
    {
        keys = [.. other.keys];
        leaves = [.. other.leaves];
        Count = other.Count;
    }

    public ulong Count { get; private set; }

    public int LeafCount => leaves.Count;

    public IEnumerable<(PageNumber Page, Pte Pte)> All => In(PageRange.All);

    /// <summary>A copy that shares leaves until one side writes to them.</summary>
    public PageTable Copy()
    {
        foreach (var leaf in leaves)
        {
            leaf.Freeze();
        }

        return new(this);
    }

    public bool TryGet(PageNumber page, out Pte pte)
    {
        var index = LowerBound(page.Value >> LeafShift);
        if (index < keys.Count && keys[index] == page.Value >> LeafShift && leaves[index].IsPresent(Slot(page)))
        {
            pte = leaves[index][Slot(page)];
            return true;
        }

        pte = default;
        return false;
    }

    public void Set(PageNumber page, Pte pte)
    {
        var key = page.Value >> LeafShift;
        var index = LowerBound(key);
        if (index == keys.Count || keys[index] != key)
        {
            keys.Insert(index, key);
            leaves.Insert(index, new());
        }

        var leaf = leaves[index] = leaves[index].Thaw();
        var before = leaf.Count;
        leaf[Slot(page)] = pte;
        Count += (ulong)(leaf.Count - before);
    }

    public IEnumerable<(PageNumber Page, Pte Pte)> In(PageRange range)
    {
        if (range.IsEmpty)
        {
            yield break;
        }

        for (var i = LowerBound(range.First.Value >> LeafShift); i < keys.Count && keys[i] <= range.Last.Value >> LeafShift; i++)
        {
            var (from, to) = Slots(keys[i], range);
            for (var slot = from; slot < to; slot++)
            {
                if (leaves[i].IsPresent(slot))
                {
                    yield return (Page(keys[i], slot), leaves[i][slot]);
                }
            }
        }
    }

    /// <summary>Rewrites the entries of a range.</summary>
    /// <returns>How many changed.</returns>
    public ulong Change(PageRange range, Func<Pte, Pte> rewrite)
    {
        var changed = 0ul;
        if (range.IsEmpty)
        {
            return changed;
        }

        for (var i = LowerBound(range.First.Value >> LeafShift); i < keys.Count && keys[i] <= range.Last.Value >> LeafShift; i++)
        {
            var (from, to) = Slots(keys[i], range);
            for (var slot = from; slot < to; slot++)
            {
                if (!leaves[i].IsPresent(slot))
                {
                    continue;
                }

                var pte = leaves[i][slot];
                var rewritten = rewrite(pte);
                if (rewritten != pte)
                {
                    leaves[i] = leaves[i].Thaw();
                    leaves[i][slot] = rewritten;
                    changed++;
                }
            }
        }

        return changed;
    }

    /// <summary>Removes the entries of a range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="runs">Receives the removed pages as ranges, neighbours joined; null when nobody asks.</param>
    /// <returns>How many there were.</returns>
    public ulong Remove(PageRange range, List<PageRange>? runs = null)
    {
        var removed = 0ul;
        if (range.IsEmpty)
        {
            return removed;
        }

        int emptyFrom = -1, emptyTo = -1;
        for (var i = LowerBound(range.First.Value >> LeafShift); i < keys.Count && keys[i] <= range.Last.Value >> LeafShift; i++)
        {
            var (from, to) = Slots(keys[i], range);
            if (runs is not null)
            {
                AddRuns(runs, i, from, to);
            }

            if (from == 0 && to == PageTableLeaf.Entries)
            {
                removed += (ulong)leaves[i].Count;
            }
            else
            {
                var leaf = leaves[i] = leaves[i].Thaw();
                var before = leaf.Count;
                for (var slot = from; slot < to; slot++)
                {
                    leaf.Clear(slot);
                }

                removed += (ulong)(before - leaf.Count);
                if (leaf.Count > 0)
                {
                    continue;
                }
            }

            // Only the first and the last leaf of a range can keep entries, so the emptied ones are in a row.
            emptyFrom = emptyFrom < 0 ? i : emptyFrom;
            emptyTo = i + 1;
        }

        if (emptyFrom >= 0)
        {
            keys.RemoveRange(emptyFrom, emptyTo - emptyFrom);
            leaves.RemoveRange(emptyFrom, emptyTo - emptyFrom);
        }

        Count -= removed;
        return removed;
    }

    public void Check()
    {
        var count = 0ul;
        for (var i = 0; i < keys.Count; i++)
        {
            ModelInvariantException.Require(i == 0 || keys[i - 1] < keys[i], 0, "page table leaves are out of order");
            var present = 0;
            for (var slot = 0; slot < PageTableLeaf.Entries; slot++)
            {
                present += leaves[i].IsPresent(slot) ? 1 : 0;
            }

            ModelInvariantException.Require(present == leaves[i].Count && present > 0, 0, "a page table leaf miscounts its entries");
            count += (ulong)present;
        }

        ModelInvariantException.Require(count == Count, 0, "the page table miscounts its entries");
    }

    private void AddRuns(List<PageRange> runs, int index, int from, int to)
    {
        for (var slot = from; slot < to; slot++)
        {
            if (!leaves[index].IsPresent(slot))
            {
                continue;
            }

            var page = Page(keys[index], slot);
            if (runs.Count > 0 && runs[^1].End == page)
            {
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            }
            else
            {
                runs.Add(PageRange.One(page));
            }
        }
    }

    private static int Slot(PageNumber page) => (int)(page.Value & SlotMask);

    private static PageNumber Page(ulong key, int slot) => new((key << LeafShift) + (uint)slot);

    private static (int From, int To) Slots(ulong key, PageRange range) => (
        range.First.Value >> LeafShift == key ? Slot(range.First) : 0,
        range.Last.Value >> LeafShift == key ? Slot(range.Last) + 1 : PageTableLeaf.Entries);

    private int LowerBound(ulong key)
    {
        var index = keys.BinarySearch(key);
        return index < 0 ? ~index : index;
    }
}
