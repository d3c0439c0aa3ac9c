using System.Globalization;

namespace SvaOrleans.Model;

/// <summary>A process address space identifier: the number that a device sends with a transaction to say whose memory it means.</summary>
/// <remarks>At most 20 bits on PCI. 0 stands for "no PASID" where the table's entry 0 holds the non-PASID translation (Arm, AMD, VT-d 3.0).</remarks>
/// <param name="Value">The number.</param>
public readonly record struct Pasid(uint Value) : IComparable<Pasid>
{
    /// <summary>Width of the widest PASID in PCI, in bits.</summary>
    public const int WidthMaxBits = 20;

    /// <summary>The number that marks traffic without a PASID.</summary>
    public static Pasid None => default;

    /// <summary>The largest PASID of a width.</summary>
    /// <param name="widthBits">Width, 0 to 20 bits; 0 means that there are no PASIDs at all.</param>
    public static Pasid LargestOfWidth(int widthBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(widthBits, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(widthBits, WidthMaxBits);
        return new((1u << widthBits) - 1);
    }

    /// <inheritdoc/>
    public int CompareTo(Pasid other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the left number is the smaller.</summary>
    public static bool operator <(Pasid left, Pasid right) => left.Value < right.Value;

    /// <summary>Whether the left number is the larger.</summary>
    public static bool operator >(Pasid left, Pasid right) => left.Value > right.Value;

    /// <summary>Whether the left number is not the larger.</summary>
    public static bool operator <=(Pasid left, Pasid right) => left.Value <= right.Value;

    /// <summary>Whether the left number is not the smaller.</summary>
    public static bool operator >=(Pasid left, Pasid right) => left.Value >= right.Value;
}
