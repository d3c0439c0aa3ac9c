using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Processes;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Programs;

/// <summary>Creates a process, with an empty mm.</summary>
[GenerateSerializer, Immutable]
public sealed record SpawnStep(int Id, [property: Id(0)] ObjectName Task, [property: Id(1)] ObjectName Mm) : Step(Id);

/// <summary>A process forks, or makes a thread.</summary>
[GenerateSerializer, Immutable]
public sealed record ForkStep(
    int Id,
    [property: Id(0)] ObjectName Task,
    [property: Id(1)] ObjectName Child,
    [property: Id(2)] ObjectName ChildMm,
    [property: Id(3)] ForkKind Kind
) : Step(Id);

/// <summary>A process executes another program.</summary>
[GenerateSerializer, Immutable]
public sealed record ExecStep(
    int Id,
    [property: Id(0)] ObjectName Task,
    [property: Id(1)] ObjectName NewMm,
    [property: Id(2)] bool IsCloseOnExec
) : Step(Id);

/// <summary>A process ends.</summary>
[GenerateSerializer, Immutable]
public sealed record ExitStep(int Id, [property: Id(0)] ObjectName Task, [property: Id(1)] bool IsOrderly) : Step(Id);

/// <summary>A process opens a device file; stores the PASID, and the descriptor under the same name with <c>.fd</c> behind it.</summary>
[GenerateSerializer, Immutable]
public sealed record OpenStep(
    int Id,
    [property: Id(0)] ObjectName Task,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] SvaFeatures Features,
    [property: Id(3)] string? Variable
) : Step(Id);

/// <summary>A process closes the descriptor that an open stored.</summary>
[GenerateSerializer, Immutable]
public sealed record CloseStep(int Id, [property: Id(0)] ObjectName Task, [property: Id(1)] string Variable) : Step(Id);

/// <summary>Takes a user reference of an mm (<c>mmget_not_zero</c>), as a debugger does.</summary>
[GenerateSerializer, Immutable]
public sealed record GetMmStep(int Id, [property: Id(0)] ObjectName Mm) : Step(Id);

/// <summary>Drops a user reference of an mm; the last one runs the exit, here or in a worker.</summary>
[GenerateSerializer, Immutable]
public sealed record PutMmStep(int Id, [property: Id(0)] ObjectName Mm, [property: Id(1)] bool IsAsync) : Step(Id);

/// <summary>The memory operations.</summary>
public enum MemoryOperation
{
    /// <summary>mmap.</summary>
    Mmap,

    /// <summary>munmap.</summary>
    Munmap,

    /// <summary>mprotect.</summary>
    Mprotect,

    /// <summary>madvise.</summary>
    Madvise,

    /// <summary>mremap.</summary>
    Mremap,

    /// <summary>brk.</summary>
    Brk,

    /// <summary>Mappings that existed before the trace began.</summary>
    Adopt,

    /// <summary>The CPU accesses pages.</summary>
    Touch,

    /// <summary>Page merging replaces frames.</summary>
    ChangePte,

    /// <summary>Reclaim takes pages.</summary>
    Reclaim,

    /// <summary>Ageing tests and clears the accessed bits of pages.</summary>
    Age,
}

/// <summary>A memory operation of a process.</summary>
/// <param name="Id">The step.</param>
/// <param name="Mm">The mm.</param>
/// <param name="Operation">The memory operation.</param>
/// <param name="Range">The pages; for mmap and mremap the length counts and the start only if it is fixed; for brk the end counts, which is
/// the heap's start if it is fixed.</param>
/// <param name="IsFixed">mmap: at the range's start exactly.</param>
/// <param name="Protection">mmap, mprotect, adopt, touch: rights or access.</param>
/// <param name="IsShared">mmap: whether it is shared over forks.</param>
/// <param name="Advice">madvise.</param>
/// <param name="Remap">mremap: options.</param>
/// <param name="NewPageCount">mremap: the new length.</param>
/// <param name="Target">mremap: the fixed target.</param>
[GenerateSerializer, Immutable]
public sealed record MemoryStep(
    int Id,
    [property: Id(0)] ObjectName Mm,
    [property: Id(1)] MemoryOperation Operation,
    [property: Id(2)] PageRange Range,
    [property: Id(3)] bool IsFixed = false,
    [property: Id(4)] Protection Protection = Protection.None,
    [property: Id(5)] bool IsShared = false,
    [property: Id(6)] Advice Advice = default,
    [property: Id(7)] RemapOptions Remap = default,
    [property: Id(8)] ulong NewPageCount = 0,
    [property: Id(9)] PageNumber? Target = null
) : Step(Id);
