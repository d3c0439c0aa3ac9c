using System.Globalization;

namespace SvaOrleans.Model.Memory;

/// <summary>A physical page, by a serial that one mm never uses twice, so that a stale translation always differs from a fresh
/// one.</summary>
/// <remarks>Numbers of two mms are unrelated, except that a forked child shares its parent's until a write copies the page.</remarks>
/// <param name="Value">1 for the mm's first page; 0 for none.</param>
public readonly record struct FrameNumber(ulong Value) : IComparable<FrameNumber>
{
    /// <inheritdoc/>
    public int CompareTo(FrameNumber other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the left frame is the older.</summary>
    public static bool operator <(FrameNumber left, FrameNumber right) => left.Value < right.Value;

    /// <summary>Whether the left frame is the younger.</summary>
    public static bool operator >(FrameNumber left, FrameNumber right) => left.Value > right.Value;

    /// <summary>Whether the left frame is not the younger.</summary>
    public static bool operator <=(FrameNumber left, FrameNumber right) => left.Value <= right.Value;

    /// <summary>Whether the left frame is not the older.</summary>
    public static bool operator >=(FrameNumber left, FrameNumber right) => left.Value >= right.Value;
}
