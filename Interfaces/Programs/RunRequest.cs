using System.Collections.Immutable;

namespace SvaOrleans.Interfaces.Programs;

/// <summary>Runs a program with the variables known so far.</summary>
[GenerateSerializer, Immutable]
public sealed record RunRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] Program Program,
    [property: Id(2)] ImmutableArray<Variable> Variables
);

/// <summary>The result of a program: the result of each step, in the order of their ends within each task, and the variables.</summary>
[GenerateSerializer, Immutable]
public sealed record RunResult(
    [property: Id(0)] ImmutableArray<StepResult> Results,
    [property: Id(1)] ImmutableArray<Variable> Variables,
    [property: Id(2)] VirtualTime At
);
