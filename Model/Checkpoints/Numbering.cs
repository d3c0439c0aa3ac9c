namespace SvaOrleans.Model.Checkpoints;

/// <summary>Numbers objects in the order of their first occurrence, from 0.</summary>
/// <param name="comparer">Which things are the same; null for equal ones.</param>
internal sealed class Numbering<TItem>(IEqualityComparer<TItem>? comparer = null)
    where TItem : notnull
{
    private readonly Dictionary<TItem, int> _numbers = new(comparer);
    private readonly List<TItem> _items = [];

    /// <summary>The objects by index.</summary>
    public IReadOnlyList<TItem> Items => _items;

    /// <summary>The index of an object.</summary>
    public int Of(TItem item)
    {
        if (!_numbers.TryGetValue(item, out var number))
        {
            number = _items.Count;
            _numbers.Add(item, number);
            _items.Add(item);
        }

        return number;
    }
}
