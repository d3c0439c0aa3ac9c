namespace SvaOrleans.Model.Caches;

/// <summary>Pages whose translations a cache dropped unasked, and has not filled again since.</summary>
/// <remarks>Statistics only: they count fills that rounding made necessary. So they are in no hash.</remarks>
public sealed class UnaskedDrops
{
    private readonly SortedDictionary<ObjectName, SortedDictionary<Pasid, SortedSet<ulong>>> _tags = [];

    /// <summary>Records a translation that was dropped unasked.</summary>
    public void Add(ObjectName tag, Pasid pasid, PageNumber page)
    {
        if (!_tags.TryGetValue(tag, out var pasids))
        {
            _tags.Add(tag, pasids = []);
        }

        if (!pasids.TryGetValue(pasid, out var pages))
        {
            pasids.Add(pasid, pages = []);
        }

        pages.Add(page.Value);
    }

    /// <summary>Records that a translation was filled.</summary>
    /// <returns>Whether it was dropped unasked before.</returns>
    public bool Take(ObjectName tag, Pasid pasid, PageNumber page)
    {
        if (!_tags.TryGetValue(tag, out var pasids) || !pasids.TryGetValue(pasid, out var pages) || !pages.Remove(page.Value))
        {
            return false;
        }

        RemoveEmpty(tag, pasids, pasid, pages);
        return true;
    }

    /// <summary>An invalidation has asked for these pages now: a later fill is no longer due to rounding.</summary>
    public void Forget(ObjectName tag, Pasid pasid, PageRange asked)
    {
        if (!asked.IsEmpty && _tags.TryGetValue(tag, out var pasids) && pasids.TryGetValue(pasid, out var pages))
        {
            pages.RemoveWhere(page => asked.Contains(new PageNumber(page)));
            RemoveEmpty(tag, pasids, pasid, pages);
        }
    }

    /// <summary>An invalidation covers everything with a tag.</summary>
    public void Forget(ObjectName tag) => _tags.Remove(tag);

    /// <summary>An invalidation covers everything.</summary>
    public void Clear() => _tags.Clear();

    /// <summary>A copy that shares nothing with it.</summary>
    public UnaskedDrops Copy()
    {
        var copy = new UnaskedDrops();
        foreach (var (tag, pasids) in _tags)
        {
            foreach (var (pasid, pages) in pasids)
            {
                foreach (var page in pages)
                {
                    copy.Add(tag, pasid, new(page));
                }
            }
        }

        return copy;
    }

    private void RemoveEmpty(ObjectName tag, SortedDictionary<Pasid, SortedSet<ulong>> pasids, Pasid pasid, SortedSet<ulong> pages)
    {
        if (pages.Count == 0)
        {
            pasids.Remove(pasid);
            if (pasids.Count == 0)
            {
                _tags.Remove(tag);
            }
        }
    }
}
