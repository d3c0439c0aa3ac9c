namespace SvaOrleans.Inputs.Traces.Events;

/// <summary>What all events have.</summary>
/// <param name="At">Time since the trace's first time stamp. Never goes back from one event to the next.</param>
/// <param name="Line">Line of the trace at which the event takes effect, from 1.</param>
/// <param name="Task">The task that did it or to which it happened.</param>
/// <param name="Mm">The task's address space, after the event for <see cref="ExecEvent"/>.</param>
/// <param name="Outcome">How the call ended; success for events that are no calls.</param>
public readonly record struct EventHead(VirtualTime At, long Line, TaskSerial Task, MmSerial Mm, CallOutcome Outcome = default);

/// <summary>Something that happened to a task or its address space. Events come in the order in which they take effect.</summary>
public abstract record TraceEvent
{
    /// <summary>Time, line, task, address space and outcome.</summary>
    public required EventHead Head { get; init; }

    /// <inheritdoc cref="EventHead.At"/>
    public VirtualTime At => Head.At;

    /// <inheritdoc cref="EventHead.Line"/>
    public long Line => Head.Line;

    /// <inheritdoc cref="EventHead.Task"/>
    public TaskSerial Task => Head.Task;

    /// <inheritdoc cref="EventHead.Mm"/>
    public MmSerial Mm => Head.Mm;
}

/// <summary>A task is there that no event made: the trace's first, or one that appears without a fork, vfork or clone.</summary>
/// <remarks>When its first call is a successful exec, it has no address space yet: <see cref="TraceEvent.Mm"/> is 0, and the exec makes the
/// first.</remarks>
public sealed record StartEvent : TraceEvent
{
    /// <summary>False for the trace's first task.</summary>
    public required bool WithoutParent { get; init; }
}

/// <summary>A call, which can fail.</summary>
public abstract record CallEvent : TraceEvent
{
    /// <summary>How the call ended.</summary>
    public CallOutcome Outcome => Head.Outcome;
}

/// <summary>What a mapping lets the CPU do.</summary>
[Flags]
public enum Rights
{
    /// <summary>Nothing (PROT_NONE).</summary>
    None = 0,

    /// <summary>Read (PROT_READ).</summary>
    Read = 1,

    /// <summary>Write (PROT_WRITE).</summary>
    Write = 2,

    /// <summary>Execute (PROT_EXEC).</summary>
    Execute = 4,
}

/// <summary>How binding the address given to mmap is.</summary>
public enum Placement
{
    /// <summary>A hint only.</summary>
    Anywhere,

    /// <summary>There, replacing what is there (MAP_FIXED).</summary>
    Fixed,

    /// <summary>There, or fail with EEXIST (MAP_FIXED_NOREPLACE).</summary>
    FixedNoReplace,
}

/// <summary>mmap.</summary>
public sealed record MapEvent : CallEvent
{
    /// <summary>Where the mapping is, or was asked to be when the call failed.</summary>
    public required ulong Start { get; init; }

    /// <summary>Length in bytes as given.</summary>
    public required ulong LengthBytes { get; init; }

    /// <summary>The mapping's rights.</summary>
    public required Rights Rights { get; init; }

    /// <summary>Whether writes are shared (MAP_SHARED).</summary>
    public required bool Shared { get; init; }

    /// <summary>Whether no file backs it (MAP_ANONYMOUS).</summary>
    public required bool Anonymous { get; init; }

    /// <summary>How binding the address was.</summary>
    public required Placement Placement { get; init; }

    /// <summary>The whole pages that are mapped.</summary>
    public PageRange Range => PageRange.OfBytes(Start, LengthBytes);
}

/// <summary>munmap. Takes effect when the call begins: other threads can be given the range before it returns.</summary>
public sealed record UnmapEvent : CallEvent
{
    /// <summary>First byte.</summary>
    public required ulong Start { get; init; }

    /// <summary>Length in bytes as given.</summary>
    public required ulong LengthBytes { get; init; }

    /// <summary>The whole pages that go.</summary>
    public PageRange Range => PageRange.OfBytes(Start, LengthBytes);
}

/// <summary>mprotect or pkey_mprotect. When it failed with ENOMEM, the part before a hole may have changed.</summary>
public sealed record ProtectEvent : CallEvent
{
    /// <summary>First byte.</summary>
    public required ulong Start { get; init; }

    /// <summary>Length in bytes as given.</summary>
    public required ulong LengthBytes { get; init; }

    /// <summary>The new rights.</summary>
    public required Rights Rights { get; init; }

    /// <summary>The whole pages meant.</summary>
    public PageRange Range => PageRange.OfBytes(Start, LengthBytes);

    /// <summary>Whether pages may have changed: on success, and on ENOMEM or an unknown end a part of them.</summary>
    public bool MayHaveChanged => Outcome.Succeeded || Outcome.IsUnknown || Outcome.Failure == "ENOMEM";
}

/// <summary>
/// madvise, or process_madvise by another task. When it failed with ENOMEM, the mapped parts of the range were treated all the same.
/// </summary>
public sealed record AdviseEvent : CallEvent
{
    /// <summary>First byte.</summary>
    public required ulong Start { get; init; }

    /// <summary>Length in bytes as given.</summary>
    public required ulong LengthBytes { get; init; }

    /// <summary>The advice's name (<c>MADV_DONTNEED</c>), or its number where the tracer knew no name (<c>0x270f</c>).</summary>
    public required string Advice { get; init; }

    /// <summary>The whole pages meant.</summary>
    public PageRange Range => PageRange.OfBytes(Start, LengthBytes);

    /// <summary>Whether the advice takes pages away, so that devices must forget their translations.</summary>
    public bool DropsPages => Advice is "MADV_DONTNEED" or "MADV_DONTNEED_LOCKED" or "MADV_FREE" or "MADV_REMOVE" or "MADV_GUARD_INSTALL";

    /// <summary>Whether pages may have changed: on success, and on ENOMEM or an unknown end a part of them.</summary>
    public bool MayHaveChanged => Outcome.Succeeded || Outcome.IsUnknown || Outcome.Failure == "ENOMEM";
}

/// <summary>mremap.</summary>
public sealed record RemapEvent : CallEvent
{
    /// <summary>First byte before.</summary>
    public required ulong OldStart { get; init; }

    /// <summary>Length before, in bytes as given; 0 makes a second mapping of shared pages.</summary>
    public required ulong OldLengthBytes { get; init; }

    /// <summary>First byte after; the old one when the call failed.</summary>
    public required ulong NewStart { get; init; }

    /// <summary>Length after, in bytes as given.</summary>
    public required ulong NewLengthBytes { get; init; }

    /// <summary>Whether the new place was given (MREMAP_FIXED) and what was there is replaced.</summary>
    public required bool Fixed { get; init; }

    /// <summary>Whether the old range stays: empty (MREMAP_DONTUNMAP), or as it was (old length 0).</summary>
    public required bool KeepsOld { get; init; }

    /// <summary>The whole pages before.</summary>
    public PageRange OldRange => PageRange.OfBytes(OldStart, OldLengthBytes);

    /// <summary>The whole pages after.</summary>
    public PageRange NewRange => PageRange.OfBytes(NewStart, NewLengthBytes);
}

/// <summary>brk.</summary>
/// <remarks>A call that only asks gives an event too: a program's first, which shows where its heap is, and later ones that move
/// nothing.</remarks>
public sealed record BreakEvent : CallEvent
{
    /// <summary>The heap's end before; null when this call is the first to show it.</summary>
    public required ulong? Before { get; init; }

    /// <summary>The heap's end now.</summary>
    public required ulong After { get; init; }
}

/// <summary>shmat. The trace does not show the segment's size.</summary>
public sealed record ShmAttachEvent : CallEvent
{
    /// <summary>Where the segment was put; where it was asked to be when the call failed.</summary>
    public required ulong Start { get; init; }
}

/// <summary>shmdt.</summary>
public sealed record ShmDetachEvent : CallEvent
{
    /// <summary>Where the segment was.</summary>
    public required ulong Start { get; init; }
}

/// <summary>What a new task shares with its parent.</summary>
public enum CloneKind
{
    /// <summary>A process with a copy of the address space: fork, or clone without CLONE_VM.</summary>
    Fork,

    /// <summary>A process in the same address space: vfork, or clone with CLONE_VM but not CLONE_THREAD.</summary>
    SharedProcess,

    /// <summary>A thread (CLONE_THREAD).</summary>
    Thread,
}

/// <summary>fork, vfork, clone or clone3. Comes before the child's first event, even where the trace shows the child first.</summary>
public sealed record CloneEvent : CallEvent
{
    /// <summary>The address space or the process that parent and child share.</summary>
    public required CloneKind Kind { get; init; }

    /// <summary>Whether the parent waits until the child execs or ends (vfork, CLONE_VFORK).</summary>
    public required bool ParentWaits { get; init; }

    /// <summary>The new task; null when the call failed.</summary>
    public required TaskSerial? Child { get; init; }

    /// <summary>The new task's address space: a new one for a fork, else the parent's; null when the call failed.</summary>
    public required MmSerial? ChildMm { get; init; }
}

/// <summary>execve or execveat. On success <see cref="TraceEvent.Mm"/> is a new address space, which no other task has.</summary>
public sealed record ExecEvent : CallEvent
{
    /// <summary>The program's path as the trace shows it, possibly cut; empty when it does not.</summary>
    public required string Path { get; init; }

    /// <summary>The address space given up; null on failure, and when there was none (see <see cref="StartEvent"/>).</summary>
    public required MmSerial? Replaced { get; init; }

    /// <summary>Whether the given-up address space lost its last task by this.</summary>
    public required bool ReplacedEnds { get; init; }
}

/// <summary>How a task ended.</summary>
public enum ExitKind
{
    /// <summary>exit or exit_group.</summary>
    Exited,

    /// <summary>A signal.</summary>
    Killed,

    /// <summary>A thread's exec: the thread continues under the leader's id, and this id ends.</summary>
    Superseded,
}

/// <summary>A task's end.</summary>
public sealed record ExitEvent : TraceEvent
{
    /// <summary>How it ended.</summary>
    public required ExitKind Kind { get; init; }

    /// <summary>Exit status; 0 for other ends.</summary>
    public required int Status { get; init; }

    /// <summary>The signal's name (<c>SIGSEGV</c>); null for other ends.</summary>
    public required string? Signal { get; init; }

    /// <summary>Whether the address space lost its last task by this.</summary>
    public required bool MmEnds { get; init; }
}
