using System.Globalization;

namespace SvaOrleans.Model;

/// <summary>How often a PASID number has been given out. Queue entries carry it beside the number, so that a number given to another mm
/// is never mistaken for its former owner (the reuse race).</summary>
/// <param name="Value">1 for the first owner of a number; 0 for none.</param>
public readonly record struct PasidGeneration(ulong Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
