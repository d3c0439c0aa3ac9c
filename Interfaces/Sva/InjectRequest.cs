using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Sva;

/// <summary>Makes one pass of a failure point fail.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Point">The failure point.</param>
/// <param name="Nth">Which of the next passes fails; 1 for the next one.</param>
/// <param name="Error">The error to fail with.</param>
/// <param name="Mm">For binds of which mm; none where there is one only.</param>
[GenerateSerializer, Immutable]
public readonly record struct InjectRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] FailurePoint Point,
    [property: Id(2)] int Nth,
    [property: Id(3)] Errno Error,
    [property: Id(4)] ObjectName Mm = default
);
