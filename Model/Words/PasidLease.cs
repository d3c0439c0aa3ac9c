using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>One time that a PASID number was given out. Queue entries carry the lease beside the number, so a number of another mm is never
/// mistaken for its former owner's (the reuse race).</summary>
/// <param name="Value">1 for the first owner of a number; 0 for none.</param>
public readonly record struct PasidLease(ulong Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
