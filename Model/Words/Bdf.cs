using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>A PCI function's address: segment, bus, device and function; also its requester id within the segment.</summary>
/// <param name="Segment">PCI segment (domain), 0 to 0xffff; Linux numbers emulated ones beyond, so 32 bits.</param>
/// <param name="Bus">Bus number.</param>
/// <param name="Device">Device number, 0 to 31.</param>
/// <param name="Function">Function number, 0 to 7.</param>
public readonly record struct Bdf(uint Segment, byte Bus, byte Device, byte Function) : IComparable<Bdf>
{
    /// <summary>The requester id: bus, device and function in 16 bits.</summary>
    public ushort RequesterId => (ushort)((Bus << 8) | (Device << 3) | Function);

    /// <summary>Reads <c>0000:6a:01.0</c> or, without segment, <c>6a:01.0</c>.</summary>
    /// <param name="text">The text; nothing may surround the address.</param>
    /// <param name="bdf">The address.</param>
    /// <returns>False when the text is no such address.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Bdf bdf)
    {
        bdf = default;
        if (text is null)
        {
            return false;
        }

        var rest = text.AsSpan();
        var segment = 0u;
        var firstColon = rest.IndexOf(':');
        if (firstColon < 0)
        {
            return false;
        }

        if (rest[(firstColon + 1)..].Contains(':'))
        {
            if (firstColon is < 4 or > 8 || !TryHex(rest[..firstColon], out segment))
            {
                return false;
            }

            rest = rest[(firstColon + 1)..];
        }

        if (
            rest.Length != 7
            || rest[2] != ':'
            || rest[5] != '.'
            || !TryHex(rest[..2], out var bus)
            || !TryHex(rest[3..5], out var device)
            || !TryHex(rest[6..], out var function)
            || device > 31
            || function > 7
        )
        {
            return false;
        }

        bdf = new(segment, (byte)bus, (byte)device, (byte)function);
        return true;
    }

    /// <summary>Reads an address and throws when the text is none.</summary>
    /// <param name="text">The text, as in <see cref="TryParse"/>.</param>
    /// <exception cref="FormatException">The text is no PCI address.</exception>
    public static Bdf Parse(string text) =>
        TryParse(text, out var bdf) ? bdf : throw new FormatException($"'{text}' is no PCI address such as 0000:6a:01.0");

    /// <inheritdoc/>
    public int CompareTo(Bdf other)
    {
        var bySegment = Segment.CompareTo(other.Segment);
        return bySegment != 0 ? bySegment : RequesterId.CompareTo(other.RequesterId);
    }

    /// <summary>An address in text, without its segment when that is 0: <c>6a:01.0</c>.</summary>
    public static string Short(string address) => address.StartsWith("0000:", StringComparison.Ordinal) ? address[5..] : address;

    /// <summary>The address with its segment, lower case: <c>0000:6a:01.0</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Segment:x4}:{Bus:x2}:{Device:x2}.{Function:x}");

    /// <summary>Whether the left address comes first.</summary>
    public static bool operator <(Bdf left, Bdf right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left address comes last.</summary>
    public static bool operator >(Bdf left, Bdf right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left address does not come last.</summary>
    public static bool operator <=(Bdf left, Bdf right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left address does not come first.</summary>
    public static bool operator >=(Bdf left, Bdf right) => left.CompareTo(right) >= 0;

    private static bool TryHex(ReadOnlySpan<char> digits, out uint value) =>
        uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
