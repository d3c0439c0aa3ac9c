using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>A live task.</summary>
internal sealed class TraceTask
{
    /// <summary>Its name.</summary>
    public required TaskSerial Serial { get; init; }

    /// <summary>Its address space.</summary>
    public required TraceMm Mm { get; set; }

    /// <summary>Its process.</summary>
    public required TraceGroup Group { get; init; }

    /// <summary>Its parent's process; null when the trace does not show a parent.</summary>
    public TraceGroup? Parent { get; init; }

    /// <summary>The id by which its parent knows it, which is another one in a PID namespace.</summary>
    public int ReturnedPid { get; init; }

    /// <summary>Whether the trace shows anything of it besides the call that made it.</summary>
    public bool Seen { get; set; }

    /// <summary>Whether mappings that can be read can be executed, too (personality).</summary>
    public bool ReadImpliesExec { get; set; }

    /// <summary>What it called exit with.</summary>
    public int? ExitStatus { get; set; }

    /// <summary>Where.</summary>
    public long ExitLine { get; set; }

    /// <summary>The head of an event of this task.</summary>
    public EventHead Head(VirtualTime at, long line, CallOutcome outcome = default) => new(at, line, Serial, Mm.Serial, outcome);
}

/// <summary>A live process.</summary>
internal sealed class TraceGroup(Dictionary<int, int>? pidfds = null)
{
    /// <summary>Live threads.</summary>
    public int Members { get; set; }

    /// <summary>The fatal signal of a thread, which ends all.</summary>
    public string? KilledBy { get; set; }

    /// <summary>Its end as its parent's wait or SIGCHLD shows it: a wait returns a process when all its threads have ended.</summary>
    public ChildEnd? ReapedEnd { get; set; }

    /// <summary>The line of <see cref="ReapedEnd"/>.</summary>
    public long ReapedLine { get; set; }

    /// <summary>Processes by the descriptors that pidfd_open gave.</summary>
    public Dictionary<int, int> Pidfds { get; } = pidfds is { Count: > 0 } ? new(pidfds) : [];

    /// <summary>What a thread called exit_group with.</summary>
    public int? ExitStatus { get; set; }

    /// <summary>Where.</summary>
    public long ExitLine { get; set; }
}

/// <summary>A live address space.</summary>
internal sealed class TraceMm
{
    /// <summary>Its name; 0 for the one before a trace's first exec.</summary>
    public MmSerial Serial { get; init; }

    /// <summary>Live tasks in it.</summary>
    public int Users { get; set; }

    /// <summary>The heap's end, where known.</summary>
    public ulong? Break { get; set; }
}
