namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Counts calls by name without making a string of each.</summary>
internal sealed class CallCounter
{
    private const int NamesMost = 4096;
    private const string Others = "(other)";

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Counts one call.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The name, the same string every time.</returns>
    public string Count(ReadOnlySpan<char> name)
    {
        var lookup = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(name, out var entry))
        {
            // Real names are some hundred; garbage that looks like calls must not fill the memory.
            var key = _entries.Count < NamesMost ? name.ToString() : Others;
            if (!_entries.TryGetValue(key, out entry))
            {
                _entries.Add(key, entry = new(key));
            }
        }

        entry.Count++;
        return entry.Name == Others ? name.ToString() : entry.Name;
    }

    /// <summary>Adds the counts to a trace's.</summary>
    /// <param name="calls">The trace's.</param>
    public void AddTo(SortedDictionary<string, long> calls)
    {
        foreach (var entry in _entries.Values)
        {
            calls[entry.Name] = entry.Count;
        }
    }

    private sealed class Entry(string name)
    {
        public string Name { get; } = name;

        public long Count { get; set; }
    }
}
