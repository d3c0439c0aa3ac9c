using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace SvaOrleans.Model.Lists;

/// <summary>A list in the order in which items came, in which an item is found by its key: adding, finding and removing cost the same however
/// many there are. Few items are looked through one by one, which is cheaper than any index; an index is made when they become many.</summary>
/// <typeparam name="TKey">What an item is found by; no two items have the same.</typeparam>
/// <typeparam name="TItem">An item.</typeparam>
/// <remarks>The index is only looked up, never walked, so the order of items is that of their coming on every machine.</remarks>
public sealed class KeyedList<TKey, TItem>
    where TKey : struct, IEquatable<TKey>
{
    /// <summary>Up to how many items there is no index.</summary>
    public const int UnindexedMax = 16;

    private readonly List<Place> places = [];
    private Dictionary<TKey, int>? index;

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>The items, the last one that came first.</summary>
    public OrderedCollection NewestFirst => new(this, -1);

    /// <summary>The items, the first one that came first.</summary>
    public OrderedCollection OldestFirst => new(this, 1);

    /// <summary>An item comes.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="item">The item.</param>
    /// <returns>False, and nothing changed, when there is one with this key.</returns>
    public bool TryAdd(TKey key, TItem item)
    {
        if (Find(key) >= 0)
        {
            return false;
        }

        index?.Add(key, places.Count);
        places.Add(new(key, item, true));
        Count++;
        if (index is null && places.Count > UnindexedMax)
        {
            Reindex();
        }

        return true;
    }

    /// <summary>Finds an item.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="item">The item.</param>
    /// <returns>False when there is none.</returns>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TItem item)
    {
        var at = Find(key);
        item = at < 0 ? default : places[at].Item;
        return at >= 0;
    }

    /// <summary>An item goes.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>False when there is none.</returns>
    public bool Remove(TKey key)
    {
        var at = Find(key);
        if (at < 0)
        {
            return false;
        }

        // Its place stays empty, so that the others keep theirs; empty ones go when they are the last, or more than half of all.
        places[at] = default;
        index?.Remove(key);
        Count--;
        while (places.Count > 0 && !places[^1].IsTaken)
        {
            places.RemoveAt(places.Count - 1);
        }

        if (places.Count > UnindexedMax && Count < places.Count / 2)
        {
            places.RemoveAll(static place => !place.IsTaken);
            places.TrimExcess();
            Reindex();
        }

        return true;
    }

    /// <summary>A list equal to this one that shares nothing with it but what the items share.</summary>
    /// <param name="copyOf">Copies an item.</param>
    public KeyedList<TKey, TItem> Copy(Func<TItem, TItem> copyOf)
    {
        var copy = new KeyedList<TKey, TItem>();
        foreach (var place in places)
        {
            if (place.IsTaken)
            {
                copy.places.Add(place with { Item = copyOf(place.Item) });
                copy.Count++;
            }
        }

        copy.Reindex();
        return copy;
    }

    /// <summary>Checks what must hold at every step.</summary>
    /// <exception cref="ModelInvariantException">Something does not.</exception>
    public void Check()
    {
        var taken = 0;
        for (var at = 0; at < places.Count; at++)
        {
            taken += places[at].IsTaken ? 1 : 0;
            ModelInvariantException.Require(!places[at].IsTaken || Find(places[at].Key) == at, 0, "the index of a list is wrong");
        }

        ModelInvariantException.Require(taken == Count && (index is null || index.Count == Count), 0, "a list miscounts its items");
    }

    private int Find(TKey key)
    {
        if (index is not null)
        {
            return index.TryGetValue(key, out var found) ? found : -1;
        }

        for (var at = places.Count - 1; at >= 0; at--)
        {
            if (places[at].IsTaken && places[at].Key.Equals(key))
            {
                return at;
            }
        }

        return -1;
    }

    private void Reindex()
    {
        index = null;
        if (places.Count <= UnindexedMax)
        {
            return;
        }

        index = new(places.Count);
        for (var at = 0; at < places.Count; at++)
        {
            if (places[at].IsTaken)
            {
                index.Add(places[at].Key, at);
            }
        }
    }

    /// <summary>The items in one of both orders. The list must not change while it is walked.</summary>
    public readonly struct OrderedCollection : IReadOnlyCollection<TItem>
    {
        private readonly KeyedList<TKey, TItem> list;
        private readonly int stride;

        internal OrderedCollection(KeyedList<TKey, TItem> list, int stride) => (this.list, this.stride) = (list, stride);

        /// <inheritdoc/>
        public int Count => list.Count;

        /// <summary>Starts a walk.</summary>
        public Enumerator GetEnumerator() => new(list.places, stride);

        /// <inheritdoc/>
        IEnumerator<TItem> IEnumerable<TItem>.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Where a walk is.</summary>
    public struct Enumerator : IEnumerator<TItem>
    {
        private readonly List<Place> places;
        private readonly int stride;
        private int at;

        internal Enumerator(List<Place> places, int stride)
        {
            (this.places, this.stride) = (places, stride);
            at = stride > 0 ? -1 : places.Count;
        }

        /// <inheritdoc/>
        public readonly TItem Current => places[at].Item;

        /// <inheritdoc/>
        readonly object? IEnumerator.Current => Current;

        private readonly bool IsWithin => at >= 0 && at < places.Count;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            do
            {
                at += stride;
            }
            while (IsWithin && !places[at].IsTaken);

            return IsWithin;
        }

        /// <inheritdoc/>
        public void Reset() => at = stride > 0 ? -1 : places.Count;

        /// <inheritdoc/>
        public readonly void Dispose()
        {
        }
    }

    internal readonly record struct Place(TKey Key, TItem Item, bool IsTaken);
}
