using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>A virtual page's number: its address divided by <see cref="SizeBytes"/>.</summary>
/// <param name="Value">The number, at most 2^52 - 1.</param>
public readonly record struct PageNumber(ulong Value) : IComparable<PageNumber>
{
    /// <summary>Size of a page, in bytes.</summary>
    public const ulong SizeBytes = 1ul << Shift;

    /// <summary>Binary logarithm of the page size.</summary>
    public const int Shift = 12;

    /// <summary>Address of the page's first byte.</summary>
    public ulong Address => Value << Shift;

    /// <summary>The page that holds a byte.</summary>
    /// <param name="address">The byte's address.</param>
    public static PageNumber Of(ulong address) => new(address >> Shift);

    /// <inheritdoc/>
    public int CompareTo(PageNumber other) => Value.CompareTo(other.Value);

    /// <summary>The page's address in hexadecimal.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Address:x}");

    /// <summary>Whether the left page lies below.</summary>
    public static bool operator <(PageNumber left, PageNumber right) => left.Value < right.Value;

    /// <summary>Whether the left page lies above.</summary>
    public static bool operator >(PageNumber left, PageNumber right) => left.Value > right.Value;

    /// <summary>Whether the left page does not lie above.</summary>
    public static bool operator <=(PageNumber left, PageNumber right) => left.Value <= right.Value;

    /// <summary>Whether the left page does not lie below.</summary>
    public static bool operator >=(PageNumber left, PageNumber right) => left.Value >= right.Value;
}
