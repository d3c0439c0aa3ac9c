namespace SvaOrleans.Interfaces.Memory;

/// <summary>The drops of invalidations beyond the request, as commands name only aligned blocks or a whole address space.</summary>
/// <param name="Pages">Address range that rounding added to the commands to device TLBs, in pages, summed over the devices, whether
/// anything of it was cached or not.</param>
/// <param name="Translations">Cached translations dropped unasked, of IOTLBs and device TLBs.</param>
[GenerateSerializer, Immutable]
public readonly record struct RoundingCost([property: Id(0)] ulong Pages, [property: Id(1)] long Translations)
{
    /// <summary>Two costs together.</summary>
    public static RoundingCost operator +(RoundingCost left, RoundingCost right) =>
        new(left.Pages + right.Pages, left.Translations + right.Translations);
}
