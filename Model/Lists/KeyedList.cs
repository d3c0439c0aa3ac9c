using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace SvaOrleans.Model.Lists;

/// <summary>A list in the order of insertion with lookup by key: adding, finding and removing take constant time. A short list is searched
/// without an index, which is cheaper; a long one gets an index.</summary>
/// <typeparam name="TKey">What an item is found by; no two items have the same.</typeparam>
/// <typeparam name="TItem">An item.</typeparam>
/// <remarks>The index is only looked up, never enumerated, so items are in the order of insertion on every machine.</remarks>
public sealed class KeyedList<TKey, TItem>
    where TKey : struct, IEquatable<TKey>
{
    /// <summary>Up to how many items there is no index.</summary>
    public const int UnindexedMax = 16;

    private readonly List<Place> _places = [];
    private Dictionary<TKey, int>? _index;

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>The items, newest first.</summary>
    public OrderedCollection NewestFirst => new(this, -1);

    /// <summary>The items, oldest first.</summary>
    public OrderedCollection OldestFirst => new(this, 1);

    /// <summary>Adds an item.</summary>
    /// <returns>False, and nothing changed, when there is one with this key.</returns>
    public bool TryAdd(TKey key, TItem item)
    {
        if (Find(key) >= 0)
        {
            return false;
        }

        _index?.Add(key, _places.Count);
        _places.Add(new(key, item, true));
        Count++;
        if (_index is null && _places.Count > UnindexedMax)
        {
            Reindex();
        }

        return true;
    }

    /// <summary>Finds an item.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TItem item)
    {
        var at = Find(key);
        item = at < 0 ? default : _places[at].Item;
        return at >= 0;
    }

    /// <summary>Removes an item.</summary>
    /// <returns>False when there is none.</returns>
    public bool Remove(TKey key)
    {
        var at = Find(key);
        if (at < 0)
        {
            return false;
        }

        // Its slot stays empty, so that the others keep theirs; empty slots are removed at the end of the list, or when they are more than
        // half of it.
        _places[at] = default;
        _index?.Remove(key);
        Count--;
        while (_places.Count > 0 && !_places[^1].IsTaken)
        {
            _places.RemoveAt(_places.Count - 1);
        }

        if (_places.Count > UnindexedMax && Count < _places.Count / 2)
        {
            _places.RemoveAll(static place => !place.IsTaken);
            _places.TrimExcess();
            Reindex();
        }

        return true;
    }

    /// <summary>A list equal to this one that shares nothing with it but what the items share.</summary>
    /// <param name="copyOf">Copies an item.</param>
    public KeyedList<TKey, TItem> Copy(Func<TItem, TItem> copyOf)
    {
        var copy = new KeyedList<TKey, TItem>();
        foreach (var place in _places)
        {
            if (place.IsTaken)
            {
                copy._places.Add(place with { Item = copyOf(place.Item) });
                copy.Count++;
            }
        }

        copy.Reindex();
        return copy;
    }

    /// <summary>Checks the invariants.</summary>
    /// <exception cref="ModelInvariantException">Something does not.</exception>
    public void Check()
    {
        var taken = 0;
        for (var at = 0; at < _places.Count; at++)
        {
            taken += _places[at].IsTaken ? 1 : 0;
            ModelInvariantException.Require(!_places[at].IsTaken || Find(_places[at].Key) == at, 0, "the index of a list is wrong");
        }

        ModelInvariantException.Require(taken == Count && (_index is null || _index.Count == Count), 0, "a list miscounts its items");
    }

    private int Find(TKey key)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(key, out var found) ? found : -1;
        }

        for (var at = _places.Count - 1; at >= 0; at--)
        {
            if (_places[at].IsTaken && _places[at].Key.Equals(key))
            {
                return at;
            }
        }

        return -1;
    }

    private void Reindex()
    {
        _index = null;
        if (_places.Count <= UnindexedMax)
        {
            return;
        }

        _index = new(_places.Count);
        for (var at = 0; at < _places.Count; at++)
        {
            if (_places[at].IsTaken)
            {
                _index.Add(_places[at].Key, at);
            }
        }
    }

    /// <summary>The items in one of both orders. The list must not change while it is walked.</summary>
    public readonly struct OrderedCollection : IReadOnlyCollection<TItem>
    {
        private readonly KeyedList<TKey, TItem> _list;
        private readonly int _stride;

        internal OrderedCollection(KeyedList<TKey, TItem> list, int stride) => (this._list, this._stride) = (list, stride);

        /// <inheritdoc/>
        public int Count => _list.Count;

        /// <summary>Starts a walk.</summary>
        public Enumerator GetEnumerator() => new(_list._places, _stride);

        /// <inheritdoc/>
        IEnumerator<TItem> IEnumerable<TItem>.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Where a walk is.</summary>
    public struct Enumerator : IEnumerator<TItem>
    {
        private readonly List<Place> _places;
        private readonly int _stride;
        private int _at;

        internal Enumerator(List<Place> places, int stride)
        {
            (this._places, this._stride) = (places, stride);
            _at = stride > 0 ? -1 : places.Count;
        }

        /// <inheritdoc/>
        public readonly TItem Current => _places[_at].Item;

        /// <inheritdoc/>
        readonly object? IEnumerator.Current => Current;

        private readonly bool IsWithin => _at >= 0 && _at < _places.Count;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            do
            {
                _at += _stride;
            } while (IsWithin && !_places[_at].IsTaken);

            return IsWithin;
        }

        /// <inheritdoc/>
        public void Reset() => _at = _stride > 0 ? -1 : _places.Count;

        /// <inheritdoc/>
        public readonly void Dispose() { }
    }

    internal readonly record struct Place(TKey Key, TItem Item, bool IsTaken);
}
