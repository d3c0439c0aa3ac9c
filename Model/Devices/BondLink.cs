namespace SvaOrleans.Model.Devices;

/// <summary>What a device knows of one of its bonds: enough to find it by PASID, never the bond itself.</summary>
/// <param name="IoMm">The mm of the io_mm that owns the bond.</param>
/// <param name="Incarnation">The serial of the io_mm within its mm.</param>
/// <param name="Bond">The bond's serial within its io_mm.</param>
/// <param name="Pasid">The PASID.</param>
/// <param name="Lease">The PASID's lease.</param>
public readonly record struct BondLink(ObjectName IoMm, Incarnation Incarnation, BondId Bond, Pasid Pasid, PasidLease Lease);
