namespace SvaOrleans.Model.Pasids;

/// <summary>Whom a PASID was given to.</summary>
/// <param name="IoMm">The io_mm, or the mm in the generations where the mm owns it.</param>
/// <param name="Incarnation">The serial of the io_mm within its mm.</param>
/// <param name="Generation">How often the number has been given out, this time included.</param>
public readonly record struct PasidOwner(ObjectName IoMm, Incarnation Incarnation, PasidGeneration Generation);
