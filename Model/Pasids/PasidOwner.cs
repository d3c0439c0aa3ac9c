namespace SvaOrleans.Model.Pasids;

/// <summary>What a PASID names.</summary>
/// <param name="Mm">The address space.</param>
/// <param name="Lease">How often the number has been given out, this time included.</param>
public readonly record struct PasidOwner(ObjectName Mm, PasidLease Lease);
