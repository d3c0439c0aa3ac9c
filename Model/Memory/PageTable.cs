namespace SvaOrleans.Model.Memory;

/// <summary>The resident pages of an address space: leaves of 512 entries under one sorted, sparse top level. An operation on a range costs
/// what the leaves in that range cost, however wide the range is.</summary>
internal sealed class PageTable
{
    private const int LeafShift = 9;
    private const ulong SlotMask = PageTableLeaf.Entries - 1;

    private readonly List<ulong> _keys;
    private readonly List<PageTableLeaf> _leaves;

    public PageTable() => (_keys, _leaves) = ([], []);

    private PageTable(PageTable other)
    {
        _keys = [.. other._keys];
        _leaves = [.. other._leaves];
        Count = other.Count;
    }

    public ulong Count { get; private set; }

    public int LeafCount => _leaves.Count;

    public IEnumerable<(PageNumber Page, Pte Pte)> All => In(PageRange.All);

    /// <summary>A copy that shares leaves until one side writes to them.</summary>
    public PageTable Copy()
    {
        foreach (var leaf in _leaves)
        {
            leaf.Freeze();
        }

        return new(this);
    }

    public bool TryGet(PageNumber page, out Pte pte)
    {
        var index = LowerBound(page.Value >> LeafShift);
        if (index < _keys.Count && _keys[index] == page.Value >> LeafShift && _leaves[index].IsPresent(Slot(page)))
        {
            pte = _leaves[index][Slot(page)];
            return true;
        }

        pte = default;
        return false;
    }

    public void Set(PageNumber page, Pte pte)
    {
        var key = page.Value >> LeafShift;
        var index = LowerBound(key);
        if (index == _keys.Count || _keys[index] != key)
        {
            _keys.Insert(index, key);
            _leaves.Insert(index, new());
        }

        var leaf = _leaves[index] = _leaves[index].Thaw();
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

        for (var i = LowerBound(range.First.Value >> LeafShift); i < _keys.Count && _keys[i] <= range.Last.Value >> LeafShift; i++)
        {
            var (from, to) = Slots(_keys[i], range);
            for (var slot = from; slot < to; slot++)
            {
                if (_leaves[i].IsPresent(slot))
                {
                    yield return (Page(_keys[i], slot), _leaves[i][slot]);
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

        for (var i = LowerBound(range.First.Value >> LeafShift); i < _keys.Count && _keys[i] <= range.Last.Value >> LeafShift; i++)
        {
            var (from, to) = Slots(_keys[i], range);
            for (var slot = from; slot < to; slot++)
            {
                if (!_leaves[i].IsPresent(slot))
                {
                    continue;
                }

                var pte = _leaves[i][slot];
                var rewritten = rewrite(pte);
                if (rewritten != pte)
                {
                    _leaves[i] = _leaves[i].Thaw();
                    _leaves[i][slot] = rewritten;
                    changed++;
                }
            }
        }

        return changed;
    }

    /// <summary>Removes the entries of a range.</summary>
    /// <param name="range">The range.</param>
    /// <param name="runs">Receives the removed pages as ranges, neighbours joined; null if not needed.</param>
    /// <returns>How many there were.</returns>
    public ulong Remove(PageRange range, List<PageRange>? runs = null)
    {
        var removed = 0ul;
        if (range.IsEmpty)
        {
            return removed;
        }

        int emptyFrom = -1,
            emptyTo = -1;
        for (var i = LowerBound(range.First.Value >> LeafShift); i < _keys.Count && _keys[i] <= range.Last.Value >> LeafShift; i++)
        {
            var (from, to) = Slots(_keys[i], range);
            if (runs is not null)
            {
                AddRuns(runs, i, from, to);
            }

            if (from == 0 && to == PageTableLeaf.Entries)
            {
                removed += (ulong)_leaves[i].Count;
            }
            else
            {
                var leaf = _leaves[i] = _leaves[i].Thaw();
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
            _keys.RemoveRange(emptyFrom, emptyTo - emptyFrom);
            _leaves.RemoveRange(emptyFrom, emptyTo - emptyFrom);
        }

        Count -= removed;
        return removed;
    }

    public void Check()
    {
        var count = 0ul;
        for (var i = 0; i < _keys.Count; i++)
        {
            ModelInvariantException.Require(i == 0 || _keys[i - 1] < _keys[i], 0, "page table leaves are out of order");
            var present = 0;
            for (var slot = 0; slot < PageTableLeaf.Entries; slot++)
            {
                present += _leaves[i].IsPresent(slot) ? 1 : 0;
            }

            ModelInvariantException.Require(present == _leaves[i].Count && present > 0, 0, "a page table leaf miscounts its entries");
            count += (ulong)present;
        }

        ModelInvariantException.Require(count == Count, 0, "the page table miscounts its entries");
    }

    private void AddRuns(List<PageRange> runs, int index, int from, int to)
    {
        for (var slot = from; slot < to; slot++)
        {
            if (!_leaves[index].IsPresent(slot))
            {
                continue;
            }

            var page = Page(_keys[index], slot);
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

    private static (int From, int To) Slots(ulong key, PageRange range) =>
        (
            range.First.Value >> LeafShift == key ? Slot(range.First) : 0,
            range.Last.Value >> LeafShift == key ? Slot(range.Last) + 1 : PageTableLeaf.Entries
        );

    private int LowerBound(ulong key)
    {
        var index = _keys.BinarySearch(key);
        return index < 0 ? ~index : index;
    }
}
