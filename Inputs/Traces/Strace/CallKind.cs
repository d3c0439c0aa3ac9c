namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>The calls that change address spaces or tasks.</summary>
internal enum CallKind
{
    /// <summary>Any other call.</summary>
    Other,

    /// <summary>mmap.</summary>
    Map,

    /// <summary>munmap.</summary>
    Unmap,

    /// <summary>mprotect.</summary>
    Protect,

    /// <summary>madvise.</summary>
    Advise,

    /// <summary>mremap.</summary>
    Remap,

    /// <summary>brk.</summary>
    Break,

    /// <summary>shmat.</summary>
    ShmAttach,

    /// <summary>shmdt.</summary>
    ShmDetach,

    /// <summary>fork, vfork, clone, clone3.</summary>
    Clone,

    /// <summary>execve, execveat.</summary>
    Exec,

    /// <summary>exit of one task.</summary>
    Exit,

    /// <summary>exit of a process.</summary>
    ExitGroup,
}

/// <summary>Names of calls.</summary>
internal static class CallKinds
{
    /// <summary>What a call is.</summary>
    /// <param name="name">Its name as strace prints it.</param>
    public static CallKind Of(ReadOnlySpan<char> name) => name switch
    {
        "mmap" or "mmap2" or "old_mmap" => CallKind.Map,
        "munmap" => CallKind.Unmap,
        "mprotect" or "pkey_mprotect" => CallKind.Protect,
        "madvise" => CallKind.Advise,
        "mremap" => CallKind.Remap,
        "brk" => CallKind.Break,
        "shmat" => CallKind.ShmAttach,
        "shmdt" => CallKind.ShmDetach,
        "fork" or "vfork" or "clone" or "clone2" or "clone3" => CallKind.Clone,
        "execve" or "execveat" => CallKind.Exec,
        "exit" or "_exit" => CallKind.Exit,
        "exit_group" => CallKind.ExitGroup,
        _ => CallKind.Other,
    };
}
