using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>A bond's serial within its io_mm: never used again, so a late caller that names a bond by it finds the bond gone, not
/// another.</summary>
/// <param name="Value">1 for the io_mm's first bond; 0 for none.</param>
public readonly record struct BondId(ulong Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
