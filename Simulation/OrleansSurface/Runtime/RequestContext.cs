using SvaOrleans.Simulation;

namespace Orleans.Runtime;

/// <summary>Values that travel with a call, and with the calls that it makes.</summary>
public static class RequestContext
{
    /// <summary>The call chain whose members may re-enter grains with an open section; <see cref="Guid.Empty"/> for none.</summary>
    public static Guid ReentrancyId
    {
        get => CallContext.ChainId;
        set => CallContext.ChainId = value;
    }

    /// <summary>The names of the values. The order is not defined.</summary>
    public static IEnumerable<string> Keys => Values?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The values. The order is not defined.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Values ?? Enumerable.Empty<KeyValuePair<string, object>>();

    // Never changed in place: calls that are under way keep the one they were sent with.
    private static SortedDictionary<string, object>? Values
    {
        get => (SortedDictionary<string, object>?)CallContext.Baggage;
        set => CallContext.Baggage = value;
    }

    /// <summary>A value.</summary>
    /// <param name="key">Its name.</param>
    /// <returns>The value, or null.</returns>
    public static object? Get(string key) => Values is { } values && values.TryGetValue(key, out object? value) ? value : null;

    /// <summary>Sets a value for the calls made from here on.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">The value.</param>
    public static void Set(string key, object value)
    {
        SortedDictionary<string, object> next = Values is { } values ? new(values, StringComparer.Ordinal) : new(StringComparer.Ordinal);
        next[key] = value;
        Values = next;
    }

    /// <summary>Removes a value.</summary>
    /// <param name="key">Its name.</param>
    /// <returns>True if it was there.</returns>
    public static bool Remove(string key)
    {
        if (Values is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        SortedDictionary<string, object> next = new(values, StringComparer.Ordinal);
        next.Remove(key);
        Values = next.Count == 0 ? null : next;
        return true;
    }

    /// <summary>Removes all values.</summary>
    public static void Clear()
    {
        CallContext.Baggage = null;
        CallContext.ChainId = Guid.Empty;
    }

    /// <summary>Lets the calls made until the section is disposed, and the calls that they make, re-enter this grain.</summary>
    /// <returns>The section.</returns>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        Guid original = ReentrancyId;
        return new ReentrancySection(original, original == Guid.Empty ? CallContext.NewChainId() : original);
    }

    /// <summary>Takes the calls made until the section is disposed out of their call chain.</summary>
    /// <returns>The section.</returns>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    /// <summary>A stretch of code whose calls belong to another call chain than the code around it.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _original;
        private readonly Guid _current;

        /// <summary>Begins a section.</summary>
        /// <param name="originalReentrancyId">The chain before the section.</param>
        /// <param name="newReentrancyId">The chain in it.</param>
        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _original = originalReentrancyId;
            _current = newReentrancyId;
            if (newReentrancyId != originalReentrancyId)
            {
                ReentrancyId = newReentrancyId;
            }

            if (newReentrancyId != Guid.Empty)
            {
                CallContext.Activation?.EnterSection(newReentrancyId);
            }
        }

        /// <summary>Ends the section.</summary>
        public void Dispose()
        {
            if (_current != Guid.Empty)
            {
                CallContext.Activation?.ExitSection(_current);
            }

            if (_current != _original)
            {
                ReentrancyId = _original;
            }
        }
    }
}
