using SvaOrleans.Simulation;

namespace Orleans.Runtime;

/// <summary>A key or a type name.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>, IComparable<IdSpan>
{
    private readonly string? _text;
    private readonly int _hash;

    private IdSpan(string text)
    {
        _text = text;
        _hash = unchecked((int)StableHash.Of(text));
    }

    /// <summary>True for the value that stands for nothing.</summary>
    public bool IsDefault => string.IsNullOrEmpty(_text);

    /// <summary>Makes a key from text.</summary>
    /// <param name="id">The text.</param>
    /// <returns>The key.</returns>
    public static IdSpan Create(string id) => new(id);

    /// <summary>Same text.</summary>
    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    /// <summary>Not the same text.</summary>
    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(IdSpan obj) => _hash == obj._hash && string.Equals(_text ?? string.Empty, obj._text ?? string.Empty, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    /// <summary>Ordinal order of the texts.</summary>
    /// <param name="other">The other key.</param>
    /// <returns>Negative, zero or positive.</returns>
    public int CompareTo(IdSpan other) => string.CompareOrdinal(_text ?? string.Empty, other._text ?? string.Empty);

    /// <summary>The same in every process.</summary>
    public override int GetHashCode() => _hash;

    /// <summary>The text.</summary>
    public override string ToString() => _text ?? string.Empty;
}
