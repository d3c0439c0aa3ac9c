namespace Orleans.Runtime;

/// <summary>The type of a grain: the first half of its identity.</summary>
/// <param name="id">The name.</param>
public readonly struct GrainType(IdSpan id) : IEquatable<GrainType>, IComparable<GrainType>
{
    /// <summary>The name.</summary>
    public IdSpan Value { get; } = id;

    /// <summary>True for the value that stands for nothing.</summary>
    public bool IsDefault => Value.IsDefault;

    /// <summary>Makes a type from its name.</summary>
    /// <param name="value">The name.</param>
    /// <returns>The type.</returns>
    public static GrainType Create(string value) => new(IdSpan.Create(value));

    /// <summary>Same name.</summary>
    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    /// <summary>Not the same name.</summary>
    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(GrainType obj) => Value.Equals(obj.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    /// <summary>Ordinal order of the names.</summary>
    /// <param name="other">The other type.</param>
    /// <returns>Negative, zero or positive.</returns>
    public int CompareTo(GrainType other) => Value.CompareTo(other.Value);

    /// <summary>The same in every process.</summary>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The name.</summary>
    public override string ToString() => Value.ToString();
}
