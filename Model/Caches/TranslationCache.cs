using System.Collections.Immutable;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Caches;

/// <summary>A translation cache of limited size: an IOTLB, tagged by domain, or a device TLB, tagged by device.</summary>
/// <remarks>When full, it evicts the entry that was filled first (first in, first out): look-ups change nothing, so that observing a cache
/// does not disturb a run. Invalidating costs the smaller of the range and the PASID's entries, never the size of the cache.</remarks>
public sealed class TranslationCache : IModelState<TranslationCache>
{
    private readonly Dictionary<ObjectName, SortedDictionary<Pasid, Bucket>> _tags = [];
    private Node? _oldest;
    private Node? _newest;
    private UnaskedDrops _unasked = new();

    /// <summary>An empty cache.</summary>
    /// <param name="capacity">Most entries that it holds; 0 for a device without a TLB, which then never holds any.</param>
    public TranslationCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Capacity = capacity;
    }

    /// <summary>Most entries that it holds.</summary>
    public int Capacity { get; }

    /// <summary>Entries that it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The entries, by tag, PASID and page.</summary>
    public ImmutableArray<CacheEntry> Entries
    {
        get
        {
            var entries = EntriesByAge.ToArray();
            Array.Sort(entries, Compare);
            return [.. entries];
        }
    }

    /// <summary>The entries, the next one to be evicted first.</summary>
    public IEnumerable<CacheEntry> EntriesByAge
    {
        get
        {
            for (var node = _oldest; node is not null; node = node.Newer)
            {
                yield return node.Entry;
            }
        }
    }

    /// <summary>Looks a translation up; changes nothing.</summary>
    public bool TryGet(ObjectName tag, Pasid pasid, PageNumber page, out CachedTranslation translation)
    {
        if (TryFindBucket(tag, pasid, out var bucket) && bucket.Pages.TryGetValue(page.Value, out var node))
        {
            translation = node.Entry.Translation;
            return true;
        }

        translation = default;
        return false;
    }

    /// <summary>How many entries a PASID has.</summary>
    public int CountOf(ObjectName tag, Pasid pasid) => TryFindBucket(tag, pasid, out var bucket) ? bucket.Pages.Count : 0;

    /// <summary>Stores a translation, in place of an older one for the same page, which it then succeeds in age too.</summary>
    /// <returns>Whether another entry was evicted for it.</returns>
    public bool Fill(ObjectName tag, Pasid pasid, CachedTranslation translation) => Fill(tag, pasid, translation, out _);

    /// <summary>Stores a translation, in place of an older one for the same page, which it then succeeds in age too.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="pasid">The PASID.</param>
    /// <param name="translation">The translation.</param>
    /// <param name="isRefetch">Whether it is fetched again because an invalidation dropped it unasked.</param>
    /// <returns>Whether another entry was evicted for it.</returns>
    public bool Fill(ObjectName tag, Pasid pasid, CachedTranslation translation, out bool isRefetch)
    {
        isRefetch = false;
        if (Capacity == 0)
        {
            return false;
        }

        isRefetch = _unasked.Take(tag, pasid, translation.Page);

        var entry = new CacheEntry(tag, pasid, translation);
        if (TryFindBucket(tag, pasid, out var bucket) && bucket.Pages.TryGetValue(translation.Page.Value, out var node))
        {
            node.Entry = entry;
            return false;
        }

        var isFull = Count == Capacity;
        if (isFull)
        {
            Remove(_oldest!);
        }

        Append(entry);
        return isFull;
    }

    /// <summary>Drops a PASID's translations of some pages.</summary>
    /// <returns>Entries dropped.</returns>
    public int Invalidate(ObjectName tag, Pasid pasid, PageRange range) => Invalidate(tag, pasid, range, range).Entries;

    /// <summary>Drops a PASID's translations of the pages that a command covers, around those that were asked for.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="pasid">The PASID.</param>
    /// <param name="range">The pages of the command.</param>
    /// <param name="asked">The pages asked for.</param>
    public Drops Invalidate(ObjectName tag, Pasid pasid, PageRange range, PageRange asked)
    {
        _unasked.Forget(tag, pasid, asked);
        return TryFindBucket(tag, pasid, out var bucket) ? Invalidate(bucket, range, asked) : default;
    }

    /// <summary>Drops a PASID's translations.</summary>
    /// <returns>Entries dropped.</returns>
    public int InvalidatePasid(ObjectName tag, Pasid pasid) => Invalidate(tag, pasid, PageRange.All);

    /// <summary>Drops every PASID's translations of some pages, as an Arm ATC invalidation without a PASID does.</summary>
    /// <returns>Entries dropped.</returns>
    public int InvalidateAllPasids(ObjectName tag, PageRange range) => InvalidateAllPasids(tag, range, Pasid.None, range).Entries;

    /// <summary>Drops every PASID's translations of some pages, where those of one PASID were asked for.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="range">The pages of the command.</param>
    /// <param name="pasid">The PASID that was asked for.</param>
    /// <param name="asked">The pages asked for.</param>
    public Drops InvalidateAllPasids(ObjectName tag, PageRange range, Pasid pasid, PageRange asked)
    {
        _unasked.Forget(tag, pasid, asked);
        var dropped = default(Drops);
        if (_tags.TryGetValue(tag, out var buckets))
        {
            foreach (var (owner, bucket) in buckets.ToArray())
            {
                dropped += Invalidate(bucket, range, owner == pasid ? asked : default);
            }
        }

        return dropped;
    }

    /// <summary>Drops every translation with a tag.</summary>
    /// <returns>Entries dropped.</returns>
    public int InvalidateTag(ObjectName tag)
    {
        var dropped = 0;
        foreach (var bucket in _tags.TryGetValue(tag, out var buckets) ? buckets.Values.ToArray() : [])
        {
            dropped += Invalidate(bucket, PageRange.All, PageRange.All).Entries;
        }

        _unasked.Forget(tag);
        return dropped;
    }

    /// <summary>Drops everything.</summary>
    /// <returns>Entries dropped.</returns>
    public int InvalidateAll()
    {
        var dropped = Count;
        _tags.Clear();
        _unasked.Clear();
        (_oldest, _newest, Count) = (null, null, 0);
        return dropped;
    }

    /// <inheritdoc/>
    public TranslationCache Copy()
    {
        var copy = new TranslationCache(Capacity) { _unasked = _unasked.Copy() };
        for (var node = _oldest; node is not null; node = node.Newer)
        {
            copy.Append(node.Entry);
        }

        return copy;
    }

    /// <inheritdoc/>
    /// <remarks>The age of entries counts: it decides what the next fill evicts.</remarks>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add(Capacity);
        for (var node = _oldest; node is not null; node = node.Newer)
        {
            var (tag, pasid, translation) = node.Entry;
            hash.Add(tag);
            hash.Add(pasid);
            hash.Add(translation.Page.Value);
            hash.Add(translation.Frame.Value);
            hash.Add((ulong)translation.Rights);
            translation.Source.AddTo(ref hash);
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        ModelInvariantException.Require(Count <= Capacity, 0, $"a cache for {Capacity} holds {Count} entries");
        int count = 0,
            indexedCount = 0;
        for (var node = _oldest; node is not null; node = node.Newer)
        {
            count++;
            indexedCount += ReferenceEquals(node.Bucket.First, node) ? node.Bucket.Pages.Count : 0;
            var (tag, pasid, translation) = node.Entry;
            ModelInvariantException.Require(
                node.Newer is null ? ReferenceEquals(node, _newest) : ReferenceEquals(node.Newer.Older, node),
                0,
                "the age list of a cache is broken"
            );
            ModelInvariantException.Require(
                TryFindBucket(tag, pasid, out var bucket)
                    && bucket.Pages.TryGetValue(translation.Page.Value, out var indexed)
                    && ReferenceEquals(indexed, node),
                0,
                $"the index of a cache misses {tag} {pasid} {translation.Page}"
            );
        }

        ModelInvariantException.Require(
            count == Count && indexedCount == Count,
            0,
            $"a cache of {count} entries counts {Count} and indexes {indexedCount}"
        );
    }

    private static int Compare(CacheEntry left, CacheEntry right)
    {
        var byTag = left.Tag.CompareTo(right.Tag);
        if (byTag != 0)
        {
            return byTag;
        }

        var byPasid = left.Pasid.CompareTo(right.Pasid);
        return byPasid != 0 ? byPasid : left.Translation.Page.CompareTo(right.Translation.Page);
    }

    private bool TryFindBucket(ObjectName tag, Pasid pasid, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Bucket? bucket)
    {
        bucket = null;
        return _tags.TryGetValue(tag, out var buckets) && buckets.TryGetValue(pasid, out bucket);
    }

    private Drops Invalidate(Bucket bucket, PageRange range, PageRange asked)
    {
        var dropped = default(Drops);
        if (range.Count <= (ulong)bucket.Pages.Count)
        {
            for (var page = range.First.Value; page < range.End.Value; page++)
            {
                if (bucket.Pages.TryGetValue(page, out var node))
                {
                    dropped += Drop(node, asked);
                }
            }

            return dropped;
        }

        for (var node = bucket.First; node is not null; )
        {
            var next = node.NextInBucket;
            if (range.Contains(node.Entry.Translation.Page))
            {
                dropped += Drop(node, asked);
            }

            node = next;
        }

        return dropped;
    }

    private Drops Drop(Node node, PageRange asked)
    {
        var (tag, pasid, translation) = node.Entry;
        Remove(node);
        if (asked.Contains(translation.Page))
        {
            return new(1, 0);
        }

        _unasked.Add(tag, pasid, translation.Page);
        return new(1, 1);
    }

    private void Append(CacheEntry entry)
    {
        if (!_tags.TryGetValue(entry.Tag, out var buckets))
        {
            _tags.Add(entry.Tag, buckets = []);
        }

        if (!buckets.TryGetValue(entry.Pasid, out var bucket))
        {
            buckets.Add(entry.Pasid, bucket = new());
        }

        var node = new Node(bucket, entry) { Older = _newest, PreviousInBucket = bucket.Last };
        _ = _newest is null ? _oldest = node : _newest.Newer = node;
        _newest = node;
        _ = bucket.Last is null ? bucket.First = node : bucket.Last.NextInBucket = node;
        bucket.Last = node;
        bucket.Pages.Add(entry.Translation.Page.Value, node);
        Count++;
    }

    private void Remove(Node node)
    {
        _ = node.Older is null ? _oldest = node.Newer : node.Older.Newer = node.Newer;
        _ = node.Newer is null ? _newest = node.Older : node.Newer.Older = node.Older;

        var bucket = node.Bucket;
        _ = node.PreviousInBucket is null ? bucket.First = node.NextInBucket : node.PreviousInBucket.NextInBucket = node.NextInBucket;
        _ = node.NextInBucket is null ? bucket.Last = node.PreviousInBucket : node.NextInBucket.PreviousInBucket = node.PreviousInBucket;
        bucket.Pages.Remove(node.Entry.Translation.Page.Value);
        Count--;

        if (bucket.Pages.Count == 0)
        {
            var buckets = _tags[node.Entry.Tag];
            buckets.Remove(node.Entry.Pasid);
            if (buckets.Count == 0)
            {
                _tags.Remove(node.Entry.Tag);
            }
        }
    }

    private sealed class Bucket
    {
        public Dictionary<ulong, Node> Pages { get; } = [];

        public Node? First { get; set; }

        public Node? Last { get; set; }
    }

    private sealed class Node(Bucket bucket, CacheEntry entry)
    {
        public Bucket Bucket { get; } = bucket;

        public CacheEntry Entry { get; set; } = entry;

        public Node? Older { get; set; }

        public Node? Newer { get; set; }

        public Node? PreviousInBucket { get; set; }

        public Node? NextInBucket { get; set; }
    }
}
