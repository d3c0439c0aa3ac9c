namespace SvaOrleans.Interfaces;

/// <summary>The result of an operation that has no data of its own.</summary>
/// <param name="Error">0, or the error that the operation's documentation names.</param>
/// <param name="At">The modelled time when the operation ended.</param>
[GenerateSerializer, Immutable]
public readonly record struct Done([property: Id(0)] Errno Error, [property: Id(1)] VirtualTime At);
