namespace SvaOrleans.Model.Protocol;

/// <summary>A subscriber of an mm's changes: one incarnation of its io_mm.</summary>
/// <param name="IoMm">The io_mm.</param>
/// <param name="Incarnation">The serial of the io_mm within its mm.</param>
public readonly record struct NotifierSubscription(ObjectName IoMm, Incarnation Incarnation);
