using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>A process address space identifier: the number that a device sends with a transaction to say whose memory it means.</summary>
/// <remarks>At most 20 bits on PCI. 0 is a number like others: where entry 0 of a table holds the translation without PASID (Arm, AMD, VT-d
/// 3.0) it is reserved, and where the entry is free (VT-d before 3.0) it can be an address space's.</remarks>
public readonly record struct Pasid : IComparable<Pasid>
{
    private const ulong ZeroWord = ulong.MaxValue;

    // The default value is no number, so PASID 0 has a word of its own; the default in a checkpoint from before PASID 0 means the same.
    private readonly ulong _word;

    /// <summary>A number.</summary>
    public Pasid(uint value) => _word = value == 0 ? ZeroWord : value;

    /// <summary>Width of the widest PASID in PCI, in bits.</summary>
    public const int WidthMaxBits = 20;

    /// <summary>No PASID: of traffic without one, and of objects without one.</summary>
    public static Pasid None => default;

    /// <summary>The number 0.</summary>
    public static Pasid Zero { get; } = new(0);

    /// <summary>Whether there is none.</summary>
    public bool IsNone => _word == 0;

    /// <summary>The number; 0 where there is none.</summary>
    public uint Value => _word == ZeroWord ? 0 : unchecked((uint)_word);

    // None comes before 0.
    private ulong Order => IsNone ? 0 : Value + 1ul;

    /// <summary>The largest PASID of a width.</summary>
    /// <param name="widthBits">Width, 0 to 20 bits; 0 means that there are no PASIDs at all.</param>
    public static Pasid LargestOfWidth(int widthBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(widthBits, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(widthBits, WidthMaxBits);
        return new((1u << widthBits) - 1);
    }

    /// <inheritdoc/>
    /// <remarks>None comes before every number.</remarks>
    public int CompareTo(Pasid other) => Order.CompareTo(other.Order);

    /// <inheritdoc/>
    public override string ToString() => IsNone ? "none" : Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the left number is the smaller.</summary>
    public static bool operator <(Pasid left, Pasid right) => left.Order < right.Order;

    /// <summary>Whether the left number is the larger.</summary>
    public static bool operator >(Pasid left, Pasid right) => left.Order > right.Order;

    /// <summary>Whether the left number is not the larger.</summary>
    public static bool operator <=(Pasid left, Pasid right) => left.Order <= right.Order;

    /// <summary>Whether the left number is not the smaller.</summary>
    public static bool operator >=(Pasid left, Pasid right) => left.Order >= right.Order;
}
