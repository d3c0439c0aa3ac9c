using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Processes;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Interfaces.Processes;

/// <summary>A kernel thread. Key <c>host/task/name</c>. Rank 0: holds nothing while it waits.</summary>
/// <remarks>A task is a process's thread once it has been spawned; any task, also one that is no process, can run a program.</remarks>
public interface ITaskGrain : IKernelObjectGrain
{
    /// <summary>Runs a program, step after step, and answers with what each did.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<RunResult> Run(RunRequest request);

    /// <summary>The task becomes a process with a new, empty mm. -EBUSY when it is one already.</summary>
    ValueTask<Done> Spawn(SpawnRequest request);

    /// <summary>The task becomes a child of another: with a copy of the parent's mm, or sharing it; descriptors are inherited.</summary>
    ValueTask<Done> BecomeChild(BecomeChildRequest request);

    /// <summary>fork, vfork or clone: creates the child named. -ESRCH when this task is no process.</summary>
    ValueTask<ForkResult> Fork(ForkRequest request);

    /// <summary>execve: a new mm replaces the old one, whose last user this may drop; a shared table of files is copied.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<ExitResult> Exec(ExecRequest request);

    /// <summary>Ends the task, after its system calls. Killed: drops the mm before the files; orderly: closes the driver's files
    /// first.</summary>
    [ResponseTimeout("1.00:00:00")]
    [Models("do_exit")]
    ValueTask<ExitResult> Exit(ExitRequest request);

    /// <summary>open of a device file: binds the current mm to the device and remembers a descriptor.</summary>
    ValueTask<OpenResult> Open(OpenRequest request);

    /// <summary>close of a descriptor: closing the last one of a file unbinds. -EBADF for a descriptor that is not open.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<UnbindResult> Close(CloseRequest request);

    /// <summary>Plays a part of a recorded trace, on behalf of the tasks in it.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<ReplayResult> Replay(ReplayRequest request);
}

/// <summary>A task becomes a process.</summary>
[GenerateSerializer, Immutable]
public readonly record struct SpawnRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName Mm);

/// <summary>fork and its kin.</summary>
[GenerateSerializer, Immutable]
public readonly record struct ForkRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Child,
    [property: Id(2)] ObjectName ChildMm,
    [property: Id(3)] ForkKind Kind
);

/// <summary>fork's outcome.</summary>
[GenerateSerializer, Immutable]
public readonly record struct ForkResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] InvalidationCost Cost,
    [property: Id(2)] VirtualTime At
);

/// <summary>A task becomes a child.</summary>
/// <param name="Stamp">The request's stamp.</param>
/// <param name="Mm">Its mm, whose user reference it already owns.</param>
/// <param name="FileTable">The table of its open files, which it owns already: a thread's parent's, else a copy.</param>
[GenerateSerializer, Immutable]
public sealed record BecomeChildRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Mm,
    [property: Id(2)] ObjectName FileTable
);

/// <summary>execve: descriptors of device files stay open and stay bound to the old mm unless they close on exec.</summary>
[GenerateSerializer, Immutable]
public readonly record struct ExecRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName NewMm,
    [property: Id(2)] bool IsCloseOnExec
);

/// <summary>The end of a task.</summary>
[GenerateSerializer, Immutable]
public readonly record struct ExitRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] bool IsOrderly);

/// <summary>The result of a task's end.</summary>
/// <param name="Error">0, or -ESRCH when the task is no process.</param>
/// <param name="HasExitedMm">Whether this task was the mm's last user and so ran its exit.</param>
/// <param name="BondsReleased">Bonds whose mm_exit was called.</param>
/// <param name="Teardown">How long the mm's exit took, modelled.</param>
/// <param name="At">The modelled time of the end.</param>
[GenerateSerializer, Immutable]
public readonly record struct ExitResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool HasExitedMm,
    [property: Id(2)] int BondsReleased,
    [property: Id(3)] VirtualTime Teardown,
    [property: Id(4)] VirtualTime At
);

/// <summary>open of a device file.</summary>
[GenerateSerializer, Immutable]
public readonly record struct OpenRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Device,
    [property: Id(2)] SvaFeatures Features
);

/// <summary>open's outcome: bind's error when there is one.</summary>
[GenerateSerializer, Immutable]
public readonly record struct OpenResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int Descriptor,
    [property: Id(2)] Pasid Pasid,
    [property: Id(3)] VirtualTime At,
    [property: Id(4)] BindRefusal Why = BindRefusal.None
);

/// <summary>close.</summary>
[GenerateSerializer, Immutable]
public readonly record struct CloseRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] int Descriptor);
