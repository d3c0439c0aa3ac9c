using System.Collections.Immutable;

namespace SvaOrleans.Interfaces.Programs;

/// <summary>One step of a program: a kernel operation, called by the task that runs the program.</summary>
/// <param name="Id">Names the step in results; unique within a run.</param>
[GenerateSerializer, Immutable]
public abstract record Step([property: Id(0)] int Id);

/// <summary>Where a step takes its PASID from.</summary>
/// <param name="Literal">The number itself, when it is given.</param>
/// <param name="Variable">Else the name under which an earlier bind or open of this program, or of one that started it, stored its PASID;
/// an unset one counts as PASID 0, which no bond has.</param>
[GenerateSerializer, Immutable]
public readonly record struct PasidOperand([property: Id(0)] Pasid? Literal, [property: Id(1)] string? Variable)
{
    /// <summary>A number.</summary>
    public static PasidOperand Of(Pasid pasid) => new(pasid, null);

    /// <summary>A variable.</summary>
    public static PasidOperand Named(string variable) => new(null, variable);

    /// <summary>The PASID that a bind of an address space got last: every bind stores it under the address space's key too.</summary>
    public static PasidOperand LastOf(ObjectName mm) => new(null, mm.Key);
}

/// <summary>A program: steps in order.</summary>
[GenerateSerializer, Immutable]
public sealed record Program([property: Id(0)] ImmutableArray<Step> Steps);

/// <summary>Runs branches concurrently, each as a task of its own, and waits for all of them.</summary>
/// <param name="Id">The step.</param>
/// <param name="Branches">What each branch does.</param>
/// <param name="Tasks">The task that runs each branch, in the same order.</param>
[GenerateSerializer, Immutable]
public sealed record ParallelStep(
    int Id,
    [property: Id(0)] ImmutableArray<Program> Branches,
    [property: Id(1)] ImmutableArray<ObjectName> Tasks
) : Step(Id);

/// <summary>Waits until the host's workers are idle.</summary>
[GenerateSerializer, Immutable]
public sealed record SettleStep(int Id, [property: Id(0)] ObjectName Host) : Step(Id);

/// <summary>The task sleeps, in modelled time.</summary>
[GenerateSerializer, Immutable]
public sealed record SleepStep(int Id, [property: Id(0)] VirtualTime Duration) : Step(Id);
