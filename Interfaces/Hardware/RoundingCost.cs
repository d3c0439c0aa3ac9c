namespace SvaOrleans.Interfaces.Hardware;

/// <summary>What invalidations took beyond what they were asked for, as commands name aligned blocks only, or a whole address
/// space.</summary>
/// <param name="Pages">Address range that rounding added to the commands to device TLBs, in pages, summed over the devices, whether
/// anything of it was cached or not.</param>
/// <param name="Translations">Cached translations that were dropped and had not been asked for, of IOTLBs and device TLBs.</param>
[GenerateSerializer, Immutable]
public readonly record struct RoundingCost([property: Id(0)] ulong Pages, [property: Id(1)] long Translations)
{
    /// <summary>Two costs together.</summary>
    public static RoundingCost operator +(RoundingCost left, RoundingCost right) =>
        new(left.Pages + right.Pages, left.Translations + right.Translations);
}
