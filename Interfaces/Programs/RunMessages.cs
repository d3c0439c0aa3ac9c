using System.Collections.Immutable;
using SvaOrleans.Interfaces.Sva;

namespace SvaOrleans.Interfaces.Programs;

/// <summary>A stored number of a program: a PASID or a descriptor.</summary>
[GenerateSerializer, Immutable]
public readonly record struct Variable([property: Id(0)] string Name, [property: Id(1)] long Value);

/// <summary>A named figure of a result: <c>atcHits</c>, <c>fanOut</c>.</summary>
[GenerateSerializer, Immutable]
public readonly record struct Figure([property: Id(0)] string Name, [property: Id(1)] long Value);

/// <summary>The result of one step.</summary>
/// <param name="StepId">The step.</param>
/// <param name="Task">The task that ran it.</param>
/// <param name="Error">The operation's result.</param>
/// <param name="Pasid">The PASID that it gave or used, where there is one.</param>
/// <param name="Figures">Its other figures.</param>
/// <param name="StartedAt">The time of the call.</param>
/// <param name="At">The modelled time of the return.</param>
/// <param name="Why">Of a bind or an open: which check refused it, where its errno does not say so.</param>
[GenerateSerializer, Immutable]
public sealed record StepResult(
    [property: Id(0)] int StepId,
    [property: Id(1)] ObjectName Task,
    [property: Id(2)] Errno Error,
    [property: Id(3)] Pasid? Pasid,
    [property: Id(4)] ImmutableArray<Figure> Figures,
    [property: Id(5)] VirtualTime StartedAt,
    [property: Id(6)] VirtualTime At,
    [property: Id(7)] BindRefusal Why = BindRefusal.None
);
