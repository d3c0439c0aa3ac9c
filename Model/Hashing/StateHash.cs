using System.Numerics;

namespace SvaOrleans.Model.Hashing;

/// <summary>A 64-bit hash of a sequence of values: depends on their order, and on nothing else, in every process and on every
/// machine.</summary>
/// <remarks>Not for secrets. Each value is mixed in by rotate, xor and multiply; reading finishes with the mixer of SplitMix64.</remarks>
public struct StateHash : IEquatable<StateHash>
{
    private ulong _state;
    private ulong _count;

    /// <summary>The hash of all values added so far.</summary>
    public readonly ulong Value => Finish(unchecked(_state + (_count * 0x9E3779B97F4A7C15ul)));

    /// <summary>Adds a number.</summary>
    public void Add(ulong value)
    {
        _state = unchecked((BitOperations.RotateLeft(_state, 23) ^ Finish(value + 0x9E3779B97F4A7C15ul)) * 0xD6E8FEB86659FD93ul);
        _count++;
    }

    /// <summary>Adds a number with sign.</summary>
    public void Add(long value) => Add(unchecked((ulong)value));

    /// <summary>Adds a PASID; none and 0 differ.</summary>
    public void Add(Pasid pasid) => Add(pasid == Pasid.Zero ? ulong.MaxValue : pasid.Value);

    /// <summary>Adds a truth value.</summary>
    /// <param name="value">The truth value.</param>
    public void Add(bool value) => Add(value ? 1ul : 0ul);

    /// <summary>Adds a text; none and empty differ.</summary>
    public void Add(string? text)
    {
        if (text is null)
        {
            Add(ulong.MaxValue);
            return;
        }

        Add((ulong)text.Length);
        var word = 0ul;
        for (var i = 0; i < text.Length; i++)
        {
            word = (word << 16) | text[i];
            if ((i & 3) == 3)
            {
                Add(word);
                word = 0;
            }
        }

        if ((text.Length & 3) != 0)
        {
            Add(word);
        }
    }

    /// <summary>Adds an object's name.</summary>
    public void Add(ObjectName name)
    {
        Add(name.Host);
        Add((ulong)name.Kind);
        Add(name.Name);
    }

    /// <summary>Adds a range of pages.</summary>
    public void Add(PageRange range)
    {
        Add(range.First.Value);
        Add(range.Count);
    }

    /// <inheritdoc/>
    public readonly bool Equals(StateHash other) => Value == other.Value;

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is StateHash other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => unchecked((int)Value);

    /// <summary>Whether the same values were added.</summary>
    public static bool operator ==(StateHash left, StateHash right) => left.Equals(right);

    /// <summary>Whether different values were added.</summary>
    public static bool operator !=(StateHash left, StateHash right) => !left.Equals(right);

    private static ulong Finish(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ul;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBul;
            return value ^ (value >> 31);
        }
    }
}
