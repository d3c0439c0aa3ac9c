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

    /// <summary>wait4, waitpid, waitid.</summary>
    Wait,

    /// <summary>pidfd_open.</summary>
    PidfdOpen,

    /// <summary>process_madvise.</summary>
    ProcessAdvise,

    /// <summary>personality.</summary>
    Personality,

    /// <summary>A call that changes an address space in a way that the trace does not show.</summary>
    LeftOut,
}

/// <summary>Names of calls.</summary>
internal static class CallKinds
{
    /// <summary>What a call is.</summary>
    /// <param name="name">Its name as strace prints it.</param>
    public static CallKind Of(ReadOnlySpan<char> name) =>
        name switch
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
            "wait4" or "waitpid" or "waitid" => CallKind.Wait,
            "pidfd_open" => CallKind.PidfdOpen,
            "process_madvise" => CallKind.ProcessAdvise,
            "personality" => CallKind.Personality,
            "io_setup"
            or "io_destroy"
            or "remap_file_pages"
            or "map_shadow_stack"
            or "process_mrelease"
            or "move_pages"
            or "migrate_pages"
            or "mbind" => CallKind.LeftOut,
            _ => CallKind.Other,
        };

    /// <summary>Whether a call of <see cref="CallKind.LeftOut"/> changes an address space with these arguments.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static bool Changes(string name, ReadOnlySpan<char> arguments)
    {
        switch (name)
        {
            case "mbind":
                // Without these flags it only says where later pages go.
                return arguments.Contains("MPOL_MF_MOVE", StringComparison.Ordinal);
            case "move_pages":
                // Without nodes it only asks where pages are.
                var all = new StraceArguments(arguments);
                return all.TryNext(out _) && all.TryNext(out _) && all.TryNext(out _) && all.TryNext(out var nodes) && nodes is not "NULL";
            default:
                return true;
        }
    }
}
